import type { Engine } from "@cutstream/engine";
import type {
  FastifyBaseLogger,
  FastifyInstance,
  FastifyTypeProvider,
  RawReplyDefaultExpression,
  RawRequestDefaultExpression,
  RawServerDefault,
} from "fastify";
import type { z } from "zod";
import type { UploadStore } from "../uploads/upload-store.ts";

/** What schemas say of an answer, for values that nobody may change on the way out. */
export type DeepReadonly<T> = T extends readonly (infer Item)[]
  ? readonly DeepReadonly<Item>[]
  : T extends object
    ? { readonly [Key in keyof T]: DeepReadonly<T[Key]> }
    : T;

/** Types requests and answers of routes by their zod schemas. */
export interface ZodTypes extends FastifyTypeProvider {
  readonly validator: this["schema"] extends z.ZodType ? z.output<this["schema"]> : unknown;
  readonly serializer: this["schema"] extends z.ZodType ? DeepReadonly<z.output<this["schema"]>> : unknown;
}

/** A Fastify scope whose routes are typed by zod. */
export type Api = FastifyInstance<
  RawServerDefault,
  RawRequestDefaultExpression,
  RawReplyDefaultExpression,
  FastifyBaseLogger,
  ZodTypes
>;

/** What routes work with. */
export interface RouteContext {
  readonly engine: Engine;
  readonly uploads: UploadStore;
  /** Aborts when the server begins to close: answers that would go on without end stop then. */
  readonly closing: AbortSignal;
}
