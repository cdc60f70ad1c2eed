import { expect, test } from "vitest";
import { readHypotheses } from "./hypotheses.ts";

const PRINTED = `and not
<s> 3.170 3.280 0.999600
and(2) 3.290 3.820 0.980491
<sil> 3.830 3.980 0.867867
not 3.990 4.300 0.732981
[NOISE] 4.310 4.400 0.5
</s> 4.410 4.760 1.000000

<s> 5.030 5.180 1.000200
<sil> 5.190 5.450 0.987774
</s> 5.460 5.960 1.000000
++um++ country
<s> 8.070 8.150 0.999400
++um++ 8.160 8.520 0.852639
country 10.000 10.460 1.000200
`;

test("words of utterances, with times and how sure they are", async () => {
  const lines = async function* () {
    yield* PRINTED.split("\n");
  };
  expect(await Array.fromAsync(readHypotheses(lines()))).toEqual([
    {
      ...{ start: 3.29, end: 4.3, text: "and not", language: "en" },
      confidence: (0.980491 + 0.732981) / 2,
      words: [
        { start: 3.29, end: 3.82, text: "and", confidence: 0.980491 },
        { start: 3.99, end: 4.3, text: "not", confidence: 0.732981 },
      ],
    },
    {
      ...{ start: 10, end: 10.46, text: "country", language: "en", confidence: 1 },
      words: [{ start: 10, end: 10.46, text: "country", confidence: 1 }],
    },
  ]);
});
