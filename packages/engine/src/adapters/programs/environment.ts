/**
 * What programs are given of the server's environment: where programs, their libraries, fonts and temporary files are.
 * Its secrets (addresses of databases, keys of buckets and models) stay with it.
 */
const PASSED_ON: ReadonlySet<string> = new Set([
  ...["PATH", "HOME", "TMPDIR", "TMP", "TEMP", "SYSTEMROOT"],
  ...["LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "DYLD_FALLBACK_LIBRARY_PATH"],
  ...["FONTCONFIG_FILE", "FONTCONFIG_PATH"],
]);

/**
 * Static builds, as npm brings them, crash on transport streams when glibc loads the system's character conversions
 * into them: without a path to those, names of services, which nobody reads here, stay as they are.
 */
const FIXED = { LC_ALL: "C.UTF-8", AV_LOG_FORCE_NOCOLOR: "1", GCONV_PATH: "/nonexistent" };

/** The environment that other programs run in. Pure. */
export function programEnvironment(own: NodeJS.ProcessEnv = process.env): NodeJS.ProcessEnv {
  const passed = Object.entries(own).filter(([name]) => PASSED_ON.has(name.toUpperCase()));
  return { ...Object.fromEntries(passed), ...FIXED };
}
