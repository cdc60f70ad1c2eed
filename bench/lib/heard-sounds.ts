/** A sound of known content, of one file or mixed of several. Names are those of the test media. */
export interface KnownSound {
  readonly what: string;
  readonly files: readonly string[];
  /** ffmpeg's filter graph from the files to `[out]`; without one it is the first file's sound. */
  readonly mix?: string;
  /** Seconds at which a crowd starts to cheer. None: nobody does. */
  readonly cheers?: readonly number[];
  /** Stretches in which one kind of sound is heard, by ear or by what the file is. Silence is told to the frame. */
  readonly heard?: readonly (readonly [
    start: number,
    end: number,
    kind: "speech" | "music" | "noise" | "silence",
  ])[];
}

const CHEER = "crowd/tuxfootball_crowdcheer.wav";
const CROWD = "crowd/etw_crowd05.wav";
/** Seconds from the start of {@link CHEER} to its height, as momentary loudness by ffmpeg's ebur128 has it. */
export const CHEER_RISES = 0.4;

const at = (label: string, cheers: readonly number[], gain = 0): string => {
  const copies = cheers.map((_, n) => `[c${n}]`).join("");
  const placed = cheers.map((seconds, n) => `[c${n}]adelay=${seconds * 1000}:all=1[p${n}]`).join(";");
  const mixed = cheers.map((_, n) => `[p${n}]`).join("");
  return (
    `${label}volume=${gain}dB,aresample=48000,asplit=${cheers.length}${copies};` +
    `${placed};${mixed}amix=${cheers.length}:normalize=0[cheers]`
  );
};
const over = (label: string, bed: string): string =>
  `${label}aresample=48000,${bed}[bed];[bed][cheers]amix=2:duration=first:normalize=0[out]`;

const murmur = (seconds: number, level: number) => `aloop=-1:1e9,atrim=0:${seconds},volume=${level}dB`;

/** Cheers of a real crowd where reels have them. */
export const CHEERS: readonly KnownSound[] = [
  { what: "reel_a", files: ["derived/reel_a.mp4"], cheers: [68] },
  {
    what: "a murmuring stadium",
    files: [CROWD, CHEER],
    mix: `${at("[1]", [30, 62, 95])};${over("[0]", murmur(120, -32))}`,
    cheers: [30, 62, 95],
  },
  {
    what: "a stadium, cheers 10 dB quieter",
    files: [CROWD, CHEER],
    mix: `${at("[1]", [30, 62, 95], -10)};${over("[0]", murmur(120, -32))}`,
    cheers: [30, 62, 95],
  },
  ...[0, -4, -8].map((gain) => ({
    what: `a reader who goes on, cheers at ${gain} dB`,
    files: ["speech/sonnets/p001.mp3", CHEER, CROWD],
    mix:
      `${at("[1]", [20, 40], gain)};[2]${murmur(60, -28)},aresample=48000[murmur];` +
      "[0]aresample=48000[voice];[voice][murmur][cheers]amix=3:duration=first:normalize=0[out]",
    cheers: [20, 40],
  })),
  {
    what: "film music",
    files: ["music/singularity_nebula.ogg", CHEER],
    mix: `${at("[1]", [30], 4)};${over("[0]", "atrim=60:120,asetpts=PTS-STARTPTS,volume=-14dB")}`,
    cheers: [30],
  },
  {
    what: "after a speech, out of digital silence",
    files: ["speech/jfk.wav", CHEER],
    mix: `${at("[1]", [15])};${over("[0]", "apad=pad_dur=14")}`,
    cheers: [15],
  },
  {
    what: "right after a speech",
    files: ["speech/jfk.wav", CHEER],
    mix: `${at("[1]", [11])};${over("[0]", "apad=pad_dur=14")}`,
    cheers: [11],
  },
  { what: "from the first moment on", files: [CHEER], cheers: [0] },
];

const fleurs = (language: string): string[] =>
  Array.from({ length: 5 }, (_, n) => `speech/fleurs/fleurs-${language}-00${n}.ogg`);
const LANGUAGES = ["en", "de", "fr", "es", "pt"];

const all = (kind: "speech" | "music" | "noise" | "silence") =>
  [[0, Number.POSITIVE_INFINITY, kind]] as const;

/** Sound in which no crowd is heard, and what is. */
export const OTHERS: readonly KnownSound[] = [
  ...[
    ...LANGUAGES.flatMap(fleurs),
    "speech/jfk.wav",
    "speech/debian_44k1_mono.wav",
    "speech/sonnets/p001.mp3",
    "speech/sonnets/p002.mp3",
    "video/manifesto_88s.mp4",
  ].map((file) => ({ what: file, files: [file], heard: all("speech") })),
  {
    what: "banana",
    files: ["video/banana_speech_timecode.mp4"],
    heard: [
      [0, 17.3, "speech"],
      [17.4, 39.9, "silence"],
    ],
  },
  { what: "singularity", files: ["music/singularity_nebula.ogg"], heard: all("music") },
  { what: "bbb", files: ["video/bbb_opening_30s.webm"], heard: [[1, 19, "music"]] },
  { what: "no sound recorded", files: ["video/squirrel_10s.mp4"], heard: all("silence") },
  ...["sintel_trailer-720p", "chaplin_1910s", "screencast_hello", "nasa_webb_13s", "phone_dog_1080p"].map(
    (name) => ({ what: name, files: [`video/${name}.mp4`] }),
  ),
  { what: "an aeroplane", files: ["odd/failing_audio.mp4"] },
  ...LANGUAGES.map((language) => ({
    what: `sentences with pauses, before a murmuring crowd: ${language}`,
    files: [...fleurs(language), CROWD],
    mix:
      [0, 1, 2, 3, 4].map((n) => `[${n}]loudnorm=I=-20,aresample=48000,adelay=6000:all=1[s${n}];`).join("") +
      `[s0][s1][s2][s3][s4]concat=5:v=0:a=1[voices];[5]${murmur(150, -30)},aresample=48000[murmur];` +
      "[voices][murmur]amix=2:duration=first:normalize=0[out]",
  })),
];

/** Crowds that are loud from first to last. */
export const CROWDS: readonly KnownSound[] = ["crowd/etw_crowd01.wav", CROWD, CHEER].map((file) => ({
  what: file,
  files: [file],
  heard: all("noise"),
}));

/** Files whose loudness is measured twice. */
export const PROGRAMMES: readonly string[] = [
  ...["speech/jfk.wav", "speech/sonnets/p001.mp3", "speech/fleurs/fleurs-de-000.ogg", CROWD, CHEER],
  ...["music/singularity_nebula.ogg", "derived/reel_a.mp4", "video/sintel_trailer-720p.mp4"],
  ...["video/manifesto_88s.mp4", "video/banana_speech_timecode.mp4", "video/bbb_opening_30s.webm"],
];
