import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { MediaFormatError } from "../format-error.ts";
import { FLICKS_PER_SECOND } from "../time.ts";
import { parseVast } from "./vast.ts";

const linear = (
  rest = "",
) => `<Creative adId="AD-7"><UniversalAdId idRegistry="ad-id.org">CNPA0484000H</UniversalAdId>
  <Linear><Duration>00:00:15.500</Duration>${rest}
  <MediaFiles><MediaFile delivery="progressive" type="video/mp4" width="1280" height="720"><![CDATA[ https://cdn.example/ad.mp4?a=1&b=2 ]]></MediaFile></MediaFiles>
  </Linear></Creative>`;
const inline = (attributes: string, creatives = linear()) =>
  `<Ad ${attributes}><InLine><AdSystem>made</AdSystem><AdTitle>Tea</AdTitle><Advertiser>Leaf &amp; Co</Advertiser>
  <Category authority="iab">232</Category><Impression><![CDATA[https://t.example/i]]></Impression>
  <Creatives>${creatives}</Creatives></InLine></Ad>`;
const vast = (ads: string) =>
  `<?xml version="1.0"?><VAST version="4.2" xmlns="http://www.iab.com/VAST">${ads}</VAST>`;

describe("parseVast", () => {
  it("reads an inline ad with what it is told by", () => {
    const events = `<TrackingEvents><Tracking event="firstQuartile">https://t.example/q1</Tracking></TrackingEvents>
      <VideoClicks><ClickThrough>https://leaf.example/</ClickThrough></VideoClicks>`;
    expect(parseVast(vast(inline('id="1"', linear(events)))).ads).toEqual([
      {
        kind: "inline",
        id: "1",
        title: "Tea",
        system: "made",
        advertiser: "Leaf & Co",
        categories: ["232"],
        adIds: ["CNPA0484000H", "AD-7"],
        duration: 15.5 * FLICKS_PER_SECOND,
        mediaFiles: [
          {
            url: "https://cdn.example/ad.mp4?a=1&b=2",
            delivery: "progressive",
            type: "video/mp4",
            width: 1280,
            height: 720,
          },
        ],
        tracking: [
          { event: "impression", url: "https://t.example/i" },
          { event: "firstQuartile", url: "https://t.example/q1" },
          { event: "clickThrough", url: "https://leaf.example/" },
        ],
      },
    ]);
  });

  it("puts pods in order, stand-alone ads after them, and leaves out what is not linear", () => {
    const ads = [
      inline('id="alone"'),
      inline('id="second" sequence="2"'),
      inline('id="first" sequence="1"'),
      inline('id="banner"', "<Creative><NonLinearAds/></Creative>"),
    ];
    expect(parseVast(vast(ads.join(""))).ads.map((ad) => ad.kind === "inline" && ad.id)).toEqual([
      "first",
      "second",
      "alone",
    ]);
  });

  it("reads wrappers, prefixed names, and an answer without ads", () => {
    const wrapper = `<v:VAST xmlns:v="x"><v:Ad><v:Wrapper><v:VASTAdTagURI>https://next.example/</v:VASTAdTagURI>
      <v:Impression>https://t.example/w</v:Impression></v:Wrapper></v:Ad></v:VAST>`;
    expect(parseVast(wrapper).ads).toEqual([
      {
        kind: "wrapper",
        url: "https://next.example/",
        tracking: [{ event: "impression", url: "https://t.example/w" }],
      },
    ]);
    expect(parseVast("<VAST version='4.0'/>").ads).toEqual([]);
  });

  it.each([
    ["nothing", "", /expected <VAST>|document must contain a root/],
    ["another document", "<html/>", /Line 1: expected <VAST>, found <html>/],
    ["half a document", "<VAST><Ad>", /no well-formed XML/],
    ["an entity that grows", "<!DOCTYPE VAST [<!ENTITY a 'aaaa'>]><VAST>&a;</VAST>", /no well-formed XML/],
    ["one that is too deep", "<VAST>".padEnd(6 + 60 * 3, "<a>"), /nested more than 50/],
    ["one with too many elements", `<VAST>${"<a/>".repeat(20_001)}</VAST>`, /more than 20000 elements/],
  ])("refuses %s", (_, text, message) => {
    expect(() => parseVast(text)).toThrow(message);
    expect(() => parseVast(text)).toThrow(MediaFormatError);
  });

  it("throws nothing but MediaFormatError, whatever comes", () => {
    const pieces = fc.constantFrom(
      ..."<VAST>|</VAST>|<Ad>|</Ad>|<InLine>|<Linear>|<![CDATA[|]]>|&|&#0;|\u0000|text".split("|"),
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 20 }), (parts) => {
        try {
          parseVast(parts.join(""));
        } catch (error) {
          expect(error).toBeInstanceOf(MediaFormatError);
        }
      }),
    );
  });
});
