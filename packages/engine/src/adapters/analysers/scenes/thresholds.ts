/** Score below which a thing is not even a hint. */
export const OBJECT_HINT = 0.3;
/** Score from which on a person, an animal or a vehicle counts as seen. */
export const OBJECT_SEEN = 0.4;
/** Score from which on anything else counts as seen. */
export const THING_SEEN = 0.45;
/** Score from which on small animals and things count as seen: of these, patterns have more. */
export const SMALL_SEEN = 0.5;
/** Share of the picture below which a thing is small. */
export const SMALL = 0.015;
/** Score from which on an animal is called by its name: below it the model takes squirrels for birds. */
export const ANIMAL_NAMED = 0.55;
/** Score from which on a face counts as seen. */
export const FACE_SEEN = 0.7;
/** Mean score of the characters of a line from which on it counts as read. */
export const TEXT_READ = 0.8;
