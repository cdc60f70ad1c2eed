import { decodeText, parseVast } from "@cutstream/media";
import { xmlMutator } from "../mutate-xml.ts";
import { type Target, textSeeds } from "../target.ts";

const creative =
  '<Creative adId="7"><UniversalAdId idRegistry="r">C</UniversalAdId><Linear skipoffset="00:00:05"><Duration>00:00:15.500</Duration><TrackingEvents><Tracking event="firstQuartile">https://t.example/q1</Tracking></TrackingEvents><VideoClicks><ClickThrough>https://l.example/</ClickThrough></VideoClicks><MediaFiles><MediaFile delivery="progressive" type="video/mp4" width="1280" height="720"><![CDATA[ https://cdn.example/ad.mp4?a=1&b=2 ]]></MediaFile></MediaFiles></Linear></Creative>';

/** Answers of ad servers (IAB VAST 4.2). */
export const vast: Target = {
  name: "vast",
  seeds: () =>
    textSeeds(
      `<?xml version="1.0"?><VAST version="4.2" xmlns="http://www.iab.com/VAST"><Ad id="1" sequence="2"><InLine><AdSystem>m</AdSystem><AdTitle>Tea</AdTitle><Advertiser>L &amp; Co</Advertiser><Category authority="iab">232</Category><Impression><![CDATA[https://t.example/i]]></Impression><Error>https://t.example/e</Error><Creatives>${creative}</Creatives></InLine></Ad></VAST>`,
      '<VAST version="3.0"><Ad id="w"><Wrapper fallbackOnNoAd="true"><AdSystem>x</AdSystem><VASTAdTagURI><![CDATA[https://a.example/next]]></VASTAdTagURI><Impression>https://t.example/w</Impression></Wrapper></Ad></VAST>',
    ),
  mutate: xmlMutator([
    ...[
      "Ad",
      "InLine",
      "Wrapper",
      "Creative",
      "Linear",
      "MediaFile",
      "sequence",
      "javascript:1",
      "file:///x",
    ],
    ...["00:00:00", "99:99:99.999", "-1", "width", "Duration", "VASTAdTagURI"],
  ]),
  check: (input) => void parseVast(decodeText(input)),
};
