import { CutstreamError } from "@cutstream/engine";
import type { FastifyInstance } from "fastify";
import { z } from "zod";
import type { DialectContext } from "../context.ts";
import { done } from "../envelope.ts";
import { read, text, truth } from "../fields.ts";
import { ourCollection } from "../ids.ts";
import { viewCollection } from "../views.ts";

type ById = { Params: { id: string } };

const change = z.object({ name: text, description: text, is_public: truth });

/** `/collection`, and what it costs. */
export function collectionRoutes(app: FastifyInstance, { engine }: DialectContext): void {
  app.get("/collection", async () => {
    const collections = (await engine.collections.list()).map(viewCollection);
    return done({ collections, default_collection: "c-default" });
  });

  app.post("/collection", async (request) => {
    const { name, ...rest } = read(change, request.body);
    if (name === undefined) throw new CutstreamError("invalid_request", "A collection needs a name.");
    return done(viewCollection(await engine.collections.create(name)), unkept(rest));
  });

  app.get<ById>("/collection/:id", async ({ params }) =>
    done(viewCollection(await engine.collections.get(ourCollection(params.id)))),
  );

  app.patch<ById>("/collection/:id", async ({ params, body }) => {
    const { name, is_public, description } = read(change, body);
    if (is_public) {
      const message = "A collection is seen by whoever has a key; there are no public ones.";
      throw new CutstreamError("not_supported", message);
    }
    const renamed = await engine.collections.update(ourCollection(params.id), {
      ...(name !== undefined && { name }),
    });
    return done(viewCollection(renamed), unkept({ description }));
  });

  app.delete<ById>("/collection/:id", async ({ params }) => {
    await engine.collections.delete(ourCollection(params.id));
    return done();
  });

  app.get("/billing/usage", async () => {
    const { total } = await engine.usage.show({});
    // Nothing costs anything here: what was used this month is counted, not priced.
    return done({ credit_balance: 0, usage_this_month: 0, breakdown: total });
  });

  app.get("/billing/invoices", async () => done([]));
}

function unkept({
  description,
  is_public,
}: {
  description?: string | undefined;
  is_public?: boolean | undefined;
}) {
  return [
    ...(description ? ["Descriptions of collections are not kept."] : []),
    ...(is_public ? ["There are no public collections: whoever has a key sees all."] : []),
  ];
}
