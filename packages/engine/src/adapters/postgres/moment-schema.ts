import type { Generated } from "kysely";

/** Tables of moments, as Kysely sees them. Times are flicks; columns named `*_json` hold JSON text. */
export interface MomentSchema {
  readonly moments: MomentTable;
  readonly moment_contents: ContentTable;
  readonly moment_facts: FactTable;
  readonly moment_models: ModelTable;
  readonly moment_vectors: VectorTable;
  readonly moment_totals: TotalTable;
}

/** What is searched of a moment. */
export interface MomentTable {
  key: Generated<number>;
  id: string;
  video: string;
  collection: string;
  index_id: string;
  name: string;
  start_flicks: number;
  end_flicks: number;
  /** Whether it has a text of its own, be it of no words. */
  has_text: boolean;
  /** Its words, each between spaces of its own: ` two  words `; so the stems, and those of the texts around it. */
  words: string;
  stems: string;
  around_stems: string;
  word_count: number;
  around_count: number;
  /** All of these as lexemes: `words`, `=stem`, `~stem` around. */
  terms: string;
}

/** What is shown of a moment. */
export interface ContentTable {
  moment: number;
  content_json: string;
  annotation_json: string | null;
}

/** A value of a field. */
export interface FactTable {
  moment: number;
  /** The field's name as JSON, or what stands for it where it is long. */
  field: string;
  /** The value as JSON, or what stands for it where it is long. */
  value: string;
  number: number | null;
  /** A text's UTF-16 code units, whose bytes sort as they do. */
  text_order: Uint8Array | null;
}

export interface ModelTable {
  id: Generated<number>;
  name: string;
  dimensions: number;
}

export interface VectorTable {
  moment: number;
  model: number;
  embedding: string;
}

/** A change of the sums over all moments. */
export interface TotalTable {
  moments: number;
  words: number;
  around: number;
}
