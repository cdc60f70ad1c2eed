/** Three letters (ISO 639-3) of the languages with two (ISO 639-1) that Apertium has pairs of. */
const THREE: Readonly<Record<string, string>> = {
  ...{ af: "afr", an: "arg", ar: "ara", be: "bel", bg: "bul", br: "bre", ca: "cat", cs: "ces", cy: "cym" },
  ...{ da: "dan", de: "deu", en: "eng", eo: "epo", es: "spa", eu: "eus", fi: "fin", fr: "fra", gl: "glg" },
  ...{ hi: "hin", id: "ind", is: "isl", it: "ita", kk: "kaz", mk: "mkd", ms: "msa", mt: "mlt", nb: "nob" },
  ...{ nl: "nld", nn: "nno", oc: "oci", pl: "pol", pt: "por", ro: "ron", ru: "rus", se: "sme", sh: "hbs" },
  ...{ sk: "slk", sl: "slv", sv: "swe", tt: "tat", uk: "ukr", ur: "urd" },
};

/** The language of a BCP 47 tag in three letters, where they are known. */
export function threeLetterCode(tag: string): string {
  const [primary = ""] = tag.toLowerCase().split("-");
  return THREE[primary] ?? primary;
}
