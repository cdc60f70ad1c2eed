import type { FastifyInstance } from "fastify";
import type { DialectContext } from "../context.ts";
import { done } from "../envelope.ts";
import { ourImage } from "../ids.ts";
import { viewImage } from "../views.ts";

type ById = { Params: { id: string } };

/** `/image`. */
export function assetRoutes(app: FastifyInstance, { engine }: DialectContext): void {
  app.get("/image", async () => {
    const images: unknown[] = [];
    let cursor: string | null = null;
    do {
      const page = await engine.assets.list({ limit: 500, ...(cursor && { cursor }) });
      images.push(...page.items.map((asset) => viewImage(asset)));
      cursor = page.next;
    } while (cursor);
    return done({ images });
  });

  app.get<ById>("/image/:id", async ({ params }) =>
    done(viewImage(await engine.assets.get(ourImage(params.id)))),
  );

  app.post<ById>("/image/:id/generate_url", async ({ params }) => {
    const { url } = await engine.assets.get(ourImage(params.id));
    return done({ signed_url: url });
  });

  app.delete<ById>("/image/:id", async ({ params }) => {
    await engine.assets.delete(ourImage(params.id));
    return done();
  });
}
