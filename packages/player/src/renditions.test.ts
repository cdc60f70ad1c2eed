import { describe, expect, it } from "vitest";
import { RenditionList } from "./renditions.ts";

const rendition = (height: number) => ({
  id: `${height}`,
  width: height * 2,
  height,
  bitrate: height * 1000,
});

function watched() {
  const list = new RenditionList();
  const told: string[] = [];
  for (const type of ["addrendition", "removerendition", "change"]) {
    list.addEventListener(type, () => told.push(type));
  }
  return { list, told };
}

describe("renditions", () => {
  it("can be read as an array is, and tell when they change", () => {
    const { list, told } = watched();
    list.replace([rendition(720), rendition(360)]);
    expect([list.length, list[1]?.height, [...list].length]).toEqual([2, 360, 2]);
    list.selectedIndex = 1;
    list.selectedIndex = 1;
    expect(told).toEqual(["addrendition", "change"]);
    list.replace([rendition(90)]);
    expect([list.length, list[0]?.height, list[1], list.selectedIndex]).toEqual([1, 90, undefined, -1]);
    expect(told.slice(2)).toEqual(["change", "removerendition", "addrendition"]);
  });

  it("leave it to the player where none is chosen", () => {
    const { list } = watched();
    list.replace([rendition(720)]);
    for (const index of [1, -2, Number.NaN, 0.5]) {
      list.selectedIndex = index;
      expect(list.selectedIndex).toBe(-1);
    }
  });
});
