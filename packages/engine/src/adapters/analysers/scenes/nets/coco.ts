/** The 80 things that COCO's detectors know, in their order. */
export const COCO = [
  ..."person,bicycle,car,motorcycle,airplane,bus,train,truck,boat,traffic light,fire hydrant".split(","),
  ..."stop sign,parking meter,bench,bird,cat,dog,horse,sheep,cow,elephant,bear,zebra,giraffe".split(","),
  ..."backpack,umbrella,handbag,tie,suitcase,frisbee,skis,snowboard,sports ball,kite".split(","),
  ..."baseball bat,baseball glove,skateboard,surfboard,tennis racket,bottle,wine glass,cup".split(","),
  ..."fork,knife,spoon,bowl,banana,apple,sandwich,orange,broccoli,carrot,hot dog,pizza".split(","),
  ..."donut,cake,chair,couch,potted plant,bed,dining table,toilet,tv,laptop,mouse,remote".split(","),
  ..."keyboard,cell phone,microwave,oven,toaster,sink,refrigerator,book,clock,vase".split(","),
  ..."scissors,teddy bear,hair drier,toothbrush".split(","),
];

const ANIMALS: ReadonlySet<string> = new Set(
  "bird,cat,dog,horse,sheep,cow,elephant,bear,zebra,giraffe".split(","),
);
const VEHICLES: ReadonlySet<string> = new Set(
  "bicycle,car,motorcycle,airplane,bus,train,truck,boat".split(","),
);

/** Kinds that several of the things are of, as COCO groups them. */
export type Kind = "animal" | "vehicle";

/** The kind that a thing is of; undefined for those whose kind says nothing more. */
export function kindOf(thing: string): Kind | undefined {
  if (ANIMALS.has(thing)) return "animal";
  return VEHICLES.has(thing) ? "vehicle" : undefined;
}
