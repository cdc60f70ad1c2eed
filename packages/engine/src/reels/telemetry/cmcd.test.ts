import { describe, expect, test } from "vitest";
import { createCmcdReader, parseCmcd } from "./cmcd.ts";

const read = (lines: readonly string[], reader = createCmcdReader()) =>
  lines.flatMap((line) => reader.read("str_1", parseCmcd(line) ?? new Map()));

describe("CMCD", () => {
  test("is read as versions 1 and 2 write it", () => {
    const text =
      'bl=21300,br=3200,bs,cid="a,\\"b\\"",d=4004,nor="..%2F300kbps%2Ftrack.m4v",ot=v,sf=h,ltc=1.5,v=2';
    expect(Object.fromEntries(parseCmcd(text) ?? [])).toEqual({
      ...{ bl: 21300, br: 3200, bs: true, cid: 'a,"b"', d: 4004, nor: "..%2F300kbps%2Ftrack.m4v" },
      ...{ ot: "v", sf: "h", ltc: 1.5, v: 2 },
    });
    expect(Object.fromEntries(parseCmcd("br=(1200;v 300;a), bg=?0, com.example-x=y;p=1") ?? [])).toEqual({
      br: "1200;v 300;a",
      bg: false,
      "com.example-x": "y",
    });
    expect(parseCmcd("")?.size).toBe(0);
    for (const wrong of ["=", 'a="b', "a=1,,b", "ü=1", "a=1 b"]) expect(parseCmcd(wrong)).toBeUndefined();
  });

  test("of hls.js, which never tells where it is, becomes what was played", () => {
    const at = (ts: number, rest: string) => `cid="str_1",sid="s1",sn=${ts},ts=${ts},v=2,${rest}`;
    const events = read([
      at(1000, "e=ps,sta=s"),
      at(1300, "e=ps,sta=p,msd=300"),
      at(11_300, "e=t,sta=p"),
      at(12_300, "e=ps,sta=r"),
      at(14_300, "e=ps,sta=p"),
      at(16_300, "e=ps,sta=e"),
    ]);
    expect(events.map(({ id: _, at: __, ...event }) => event)).toEqual([
      { type: "start", duration: 0.3 },
      { type: "progress", position: 10, played: 10 },
      { type: "progress", position: 11, played: 1 },
      { type: "stall", duration: 2 },
      { type: "progress", position: 13, played: 2 },
      { type: "complete" },
    ]);
    expect(new Set(events.map(({ id }) => id)).size).toBe(events.length);
  });

  test("says nothing of where a player is that jumped, until it tells", () => {
    const events = read([
      'sid="s",ts=0,e=ps,sta=p',
      'sid="s",ts=1000,e=ps,sta=k',
      'sid="s",ts=1100,e=ps,sta=p',
      'sid="s",ts=2100,e=t,sta=p',
      'sid="s",ts=2200,e=t,sta=p,pt=20000',
      'sid="s",ts=4200,e=t,sta=p,pt=22000',
    ]);
    expect(events.map(({ position, played }) => [position, played])).toEqual([[22, 2]]);
  });

  test("claims no more of reports that come twice or late", () => {
    const lines = ['sid="s",sn=1,ts=0,e=ps,sta=p', 'sid="s",sn=2,ts=5000,e=t,sta=p'];
    const reader = createCmcdReader();
    const first = read(lines, reader);
    expect(first).toHaveLength(1);
    expect(read(lines, reader)).toEqual([]);
  });

  test("tells errors, and nothing without a session or a time", () => {
    expect(read(['sid="s",ts=5,sn=9,e=e,ec=(fragLoadError)'])).toMatchObject([
      { type: "error", detail: "fragLoadError", at: 5 },
    ]);
    expect(read(["ts=5,e=e", 'sid="s",e=e', "v=2"])).toEqual([]);
  });
});
