/**
 * Where the main subject of real films is, as a person says who looked at the very frames (2026-11-21): for people the
 * face, or the head with its hat and hair where the face is turned away or hidden; for animals the whole head or, of
 * small ones, the whole animal. No detector had a part in it. Read off sheets of frames on which every 32nd of 320
 * columns was marked; right to about one hundredth of the width. Frames in which nobody could say who is the main
 * subject, or in which it is not there, are left out.
 */
export interface SubjectTruth {
  readonly file: string;
  /** Seconds at which its shots start, cut by eye. */
  readonly shots: readonly number[];
  /** Pixels that the columns below are of. */
  readonly width: number;
  /** Frame, then its left and right edge. */
  readonly seen: readonly (readonly [frame: number, left: number, right: number])[];
}

/** Films of the shared media with somebody to follow. */
export const SUBJECTS_SEEN: readonly SubjectTruth[] = [
  {
    // Chaplin, who dashes in from the right and comes nearer; the policeman beside him is not the main subject.
    file: "video/chaplin_1910s.mp4",
    shots: [0],
    width: 640,
    seen: [
      [8, 380, 428],
      [16, 219, 258],
      [24, 169, 222],
      [32, 195, 251],
      [40, 235, 287],
      [48, 264, 311],
      [56, 287, 335],
      [64, 314, 361],
      [72, 316, 369],
      [80, 340, 390],
      [88, 319, 369],
      [96, 322, 374],
      [104, 324, 377],
      [112, 338, 390],
      [120, 353, 406],
      [128, 340, 398],
      [136, 343, 401],
      [144, 367, 422],
      [152, 380, 438],
      [160, 396, 454],
      [168, 361, 417],
      [176, 340, 398],
      [184, 361, 419],
      [192, 343, 396],
      [200, 343, 398],
      [208, 356, 417],
      [216, 343, 409],
      [224, 353, 419],
      [232, 369, 435],
      [240, 359, 425],
    ],
  },
  {
    // Drawn people: a girl in the snow, an old man, the girl at his fire, in an alley, among ruins, and with a dragon.
    file: "video/sintel_trailer-720p.mp4",
    shots: [
      ...[0, 2.5, 5.2, 9.2, 12, 13.92, 16.5, 16.83, 17.5, 21.5, 23.79, 25.88, 27.42, 28, 29.92],
      ...[33, 37, 40, 43, 46, 48.46, 50.83],
    ],
    width: 1280,
    seen: [
      [132, 359, 454],
      [144, 385, 496],
      [156, 396, 517],
      [168, 401, 517],
      [180, 448, 575],
      [192, 485, 643],
      [198, 490, 660],
      [303, 543, 817],
      [312, 554, 844],
      [324, 528, 812],
      [330, 512, 786],
      [336, 448, 686],
      [348, 460, 698],
      [354, 473, 700],
      [444, 475, 517],
      [456, 482, 515],
      [468, 452, 500],
      [480, 411, 454],
      [492, 434, 476],
      [540, 394, 500],
      [546, 300, 459],
      [552, 340, 525],
      [558, 325, 500],
      [564, 448, 606],
      [660, 513, 893],
      [666, 394, 960],
      [684, 180, 324],
      [696, 120, 299],
      [708, 32, 243],
      [720, 118, 383],
      [732, 0, 210],
      [744, 220, 422],
    ],
  },
  {
    // The head of a dog that lies there and turns it.
    file: "video/dog_pexels_854132.mp4",
    shots: [0],
    width: 640,
    seen: [
      [0, 303, 472],
      [20, 293, 460],
      [40, 274, 430],
      [60, 285, 452],
      [80, 285, 430],
      [100, 301, 451],
      [120, 301, 465],
      [140, 293, 440],
      [160, 290, 451],
      [180, 285, 440],
      [200, 295, 443],
      [220, 334, 514],
      [240, 351, 501],
      [260, 377, 541],
      [280, 321, 495],
      [300, 321, 498],
      [320, 321, 498],
      [340, 327, 498],
    ],
  },
  {
    // The whole of a squirrel that eats; the camera drifts.
    file: "video/squirrel_10s.mp4",
    shots: [0],
    width: 1280,
    seen: [
      [0, 285, 570],
      [20, 280, 553],
      [40, 258, 537],
      [60, 253, 522],
      [80, 248, 517],
      [100, 237, 501],
      [120, 227, 496],
      [140, 216, 480],
      [160, 211, 475],
      [180, 211, 475],
      [200, 211, 480],
      [220, 211, 480],
      [240, 211, 485],
    ],
  },
  {
    // The face of somebody who speaks, in a small picture at the top left of a screen.
    file: "video/screencast_hello.mp4",
    shots: [0],
    width: 1280,
    seen: [
      [0, 185, 240],
      [20, 185, 245],
      [40, 190, 240],
      [60, 180, 240],
      [80, 180, 235],
      [100, 180, 245],
      [120, 180, 240],
      [140, 180, 245],
      [160, 190, 245],
      [180, 190, 245],
      [200, 190, 245],
      [220, 190, 245],
      [240, 190, 245],
    ],
  },
  {
    // The head of a dog, near; the camera is held by hand.
    file: "video/phone_dog_1080p.mp4",
    shots: [0],
    width: 1920,
    seen: [
      [4, 470, 1180],
      [11, 465, 1175],
      [18, 460, 1170],
      [25, 455, 1165],
      [32, 455, 1170],
      [40, 460, 1165],
    ],
  },
];
