// For code that calls connect() bare: NODE_OPTIONS="--require ./preload.cjs" VIDEO_DB_BASE_URL=… node app.js
// The SDK reads these when it is used. The second is the page that .play() opens.
const { dirname, join } = require("node:path");

const base = process.env.VIDEO_DB_BASE_URL;
if (base) {
  const constants = require(join(dirname(require.resolve("videodb")), "constants.js"));
  constants.VIDEO_DB_API = base;
  constants.PLAYER_URL = new URL("/player", base).href;
}
