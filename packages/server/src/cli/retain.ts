import { Option } from "commander";

/** `--retain`: how long what may go is kept; `parseRetention` reads it. */
export const retainOption = (): Option =>
  new Option(
    "--retain <rules>",
    "days that things are kept which may go: streams=90,parts=30,exports=30,events=180,leftovers=30",
  ).env("CUTSTREAM_RETAIN");
