const words = (text: string): ReadonlySet<string> => new Set(text.trim().split(/\s+/));

/** Words that ask for what is worth most. */
export const HIGHLIGHT_WORDS = words(`
  highlight highlights best top greatest biggest finest key exciting excitement thrilling thrill epic memorable
  unmissable intense dramatic spectacular peak peaks climax climaxes
`);

/** Words that ask for some of everything. */
export const STORY_WORDS = words(`
  recap recaps summary summaries summarise summarize summarised summarized overview digest rundown abridged condensed
  condense shorten synopsis previously catch-up story happened happens
`);

/** Words that say nothing of what is looked for: what to do, what with, and what holds a sentence together. */
export const EMPTY_WORDS = words(`
  create make build cut generate produce edit assemble compile put pull give show get find pick select choose collect
  bring want need would like could can please let me us my our i we you your it its they them their
  a an the this that these those all every each any some most more only just really very good great nice cool
  together up out as so far long short quick brief minute minutes second seconds time times length version
  reel reels video videos clip clips film films movie movies match matches game games race episode episodes concert
  show shows footage stream streams recording moment moments scene scenes part parts bit bits section sections shot
  shots compilation montage supercut trailer teaser cut reels edit what
  of with about where featuring featured showing shown starring from in into for by to on at when which who whom whose
  is are was were be been being has have had having do does did there here and or then than
`);
