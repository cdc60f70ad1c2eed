/** A service that speaks the protocol of OpenAI's. */
export interface ModelEndpoint {
  readonly kind: "http";
  /** `https://host/v1`. */
  readonly url: string;
  readonly model: string;
  readonly apiKey?: string;
}

/** A model in a folder on this machine. */
export interface ModelFolder {
  readonly kind: "folder";
  readonly folder: string;
}

/** Nothing: what needs such a model is left out. */
export interface NoModel {
  readonly kind: "none";
}

/** What turns texts into vectors: the model that npm brings, one in a folder, a service, or nothing. */
export type EmbedderConfig = { readonly kind: "local" } | ModelFolder | ModelEndpoint | NoModel;

/** What turns speech into text. */
export type TranscriberConfig = { readonly kind: "pocketsphinx" } | ModelFolder | ModelEndpoint | NoModel;

/** What translates: Apertium, as far as it is installed for a pair of languages, a service, or nothing. */
export type TranslatorConfig = { readonly kind: "apertium" } | ModelEndpoint | NoModel;

/** Models that memory works with. */
export interface ModelConfig {
  /** Default `local`. Another one makes all vectors anew. */
  readonly embedder?: EmbedderConfig;
  /**
   * Turns pictures and texts into vectors of one space: CLIP for ONNX, a folder with `vision_model.onnx` and
   * `text_model.onnx` (in `onnx/` or at its top), `tokenizer.json` and `preprocessor_config.json`. Default none. With
   * it there is an analyser `looks`, and words find what shots show. Another one, or none, forgets the vectors of
   * pictures at the next start; running `looks` again makes them.
   */
  readonly imageEmbedder?: ModelFolder | NoModel;
  /** Default `pocketsphinx`, where it is on the PATH. */
  readonly transcriber?: TranscriberConfig;
  /** Says what a picture shows. Default none: captions are made of the facts that were found. */
  readonly captioner?: ModelEndpoint | NoModel;
  /** Translates subtitles. Default `apertium`, where it is on the PATH. */
  readonly translator?: TranslatorConfig;
  /** Turns a prompt into queries. Default none: documented rules do. */
  readonly planner?: ModelEndpoint | NoModel;
}
