import { type Connection, connect } from "videodb";

/** The one line that changes: where VideoDB is. `.play()` alone goes on opening VideoDB's own page. */
export function connection(): Connection {
  const { VIDEO_DB_API_KEY = "any", VIDEO_DB_BASE_URL = "http://localhost:8720/videodb" } = process.env;
  return connect(VIDEO_DB_API_KEY, VIDEO_DB_BASE_URL);
}
