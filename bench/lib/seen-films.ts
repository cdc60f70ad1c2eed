/** What a shot shows, as a person says who looked at the stills that the analyser takes. */
export interface SeenShot {
  /** Seconds at which it starts. */
  readonly start: number;
  /** Things of COCO's 80 kinds that are plainly there; `animal` for one whose name is none of these. */
  readonly see?: readonly string[];
  /** Those that may be said or not: small, half hidden, drawn. */
  readonly may?: readonly string[];
  readonly face?: true | "perhaps";
  /** All that is written, spaces where they are. */
  readonly text?: string;
  readonly camera?: "still" | "moving";
}

/** A film and its shots, from its beginning to its end. */
export interface SeenFilm {
  readonly file: string;
  readonly shots: readonly SeenShot[];
}

const CREDITS =
  "BLENDER FOUNDATION PRESENTS THE DURIAN OPEN MOVIE PROJECT SINTEL HALINA REIJN - THOM HOFFMAN REALIZED WITH THE " +
  "SUPPORT OF: BLENDER FOUNDATION - THE NETHERLANDS FILM FUND - CINEGRID DIVX - JAN MORGENSTERN PRODUCED BY BLENDER " +
  "INSTITUTE, AMSTERDAM CREATED WITH THE FREE/OPEN SOURCE PROGRAM BLENDER (CC) CREATIVE COMMONS ATTRIBUTION 3.0 " +
  "http://durian.blender.org";

const TERMINAL =
  "Hello world... : bash — Konsole Arquivo Editar Exibir Favoritos Configurações Ajuda eriberto@canopus:~$ ls /usr bin " +
  "include lib64 local share games lib libexec sbin src bash";

/** Films of the shared media; seen on 2026-11-21. */
export const FILMS: readonly SeenFilm[] = [
  {
    file: "video/dog_pexels_854132.mp4",
    shots: [{ start: 0, see: ["dog", "animal"], camera: "still" }],
  },
  { file: "video/phone_dog_1080p.mp4", shots: [{ start: 0, see: ["dog", "animal"] }] },
  {
    file: "video/highway_60fps.mp4",
    shots: [
      { start: 0, see: ["car"], may: ["truck", "motorcycle", "bus", "traffic light"], camera: "still" },
    ],
  },
  {
    file: "video/marathon_run.mp4",
    shots: [{ start: 0, see: ["person"], may: ["car", "truck", "bus", "traffic light"], camera: "still" }],
  },
  { file: "video/squirrel_10s.mp4", shots: [{ start: 0, see: ["animal"], camera: "still" }] },
  {
    file: "video/screencast_hello.mp4",
    shots: [
      { start: 0, see: ["person"], may: ["tv", "laptop"], face: true, text: TERMINAL, camera: "still" },
    ],
  },
  {
    file: "video/banana_speech_timecode.mp4",
    shots: [
      { start: 0, text: "01:00:03:16 01:00:10:18 01:00:17:20" },
      { start: 21.2, text: "01:00:24:22 01:00:31:24 01:00:38:26" },
    ],
  },
  {
    file: "video/chaplin_1910s.mp4",
    shots: [{ start: 0, see: ["person"], face: "perhaps", camera: "still" }],
  },
  {
    file: "video/manifesto_88s.mp4",
    shots: [
      {
        start: 0,
        text: "Audible Socialism Manifesto of the Communist Party by Karl Marx & Friedrich Engels",
        may: ["book"],
        camera: "still",
      },
    ],
  },
  { file: "video/nasa_webb_13s.mp4", shots: [{ start: 0, see: ["person"], face: "perhaps" }] },
  {
    file: "video/bbb_opening_30s.webm",
    shots: [
      { start: 0, camera: "moving" },
      { start: 11.79, may: ["potted plant"] },
      {
        start: 15.67,
        see: ["bird", "animal"],
        text: "THE PEACH OPEN MOVIE PROJECT PRESENTS",
        camera: "still",
      },
      { start: 22.96, text: "Big Buck BUNNY", camera: "still" },
    ],
  },
  {
    file: "video/sintel_trailer-720p.mp4",
    shots: [
      { start: 0 },
      { start: 2.5 },
      { start: 5.2, see: ["person"], face: true },
      { start: 9.2, text: "THE BLENDER FOUNDATION presents" },
      { start: 12, see: ["person"], face: true },
      { start: 13.92, see: ["person"], face: true },
      { start: 16.5, see: ["person"], face: true },
      { start: 16.83, may: ["person"] },
      { start: 17.5, see: ["person"], face: true },
      { start: 23.79 },
      { start: 25.88, may: ["bird", "animal"] },
      { start: 27.42, see: ["person"], face: true },
      { start: 28, see: ["person"] },
      { start: 29.92, may: ["bird", "animal", "person"] },
      { start: 33, may: ["person", "bird", "animal"] },
      { start: 37, may: ["person"] },
      { start: 40, text: "SINTEL" },
      { start: 43, text: "SINTEL" },
      { start: 46 },
      { start: 48.46, text: CREDITS },
      { start: 50.83 },
    ],
  },
];
