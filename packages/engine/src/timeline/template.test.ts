import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fieldsOf, fillTemplate, parseTemplate } from "./template.ts";

const fill = (template: string, values: Record<string, string>) =>
  fillTemplate(parseTemplate(template)!, new Map(Object.entries(values)));

describe("templates", () => {
  it("fill fields in, as often as they stand there", () => {
    expect(fill("{home} {h} : {a} {home}", { home: "Ayr", h: "1", a: "0" })).toBe("Ayr 1 : 0 Ayr");
    expect(fieldsOf(parseTemplate("{home} {h} : {a} {home}")!)).toEqual(["home", "h", "a"]);
  });

  it("write braces twice", () => expect(fill("{{{x}}} }}{{", { x: "1" })).toBe("{1} }{"));

  it.each(["{", "}", "{}", "{a b}", "{1}", "{a", "a}", "{{a}"])("refuse %s", (template) => {
    expect(parseTemplate(template)).toBeUndefined();
  });

  it("keep any text, with its braces doubled, and never read values as templates", () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (text, value) => {
        const template = `${text.replaceAll("{", "{{").replaceAll("}", "}}")} {x}`;
        expect(fill(template, { x: value })).toBe(`${text} ${value}`);
      }),
    );
  });
});
