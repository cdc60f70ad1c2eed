/** @jsxImportSource preact */
import { render } from "preact";
import { App } from "./app.tsx";
import { followJobs } from "./jobs.ts";
import { applyTheme } from "./theme.ts";

applyTheme();
const root = document.querySelector("#studio");
if (!root) throw new Error("The page has no place for the studio.");
render(<App />, root);
followJobs();
