import type { Cadence, CadenceService, CadenceView } from "../../api/cadences.ts";
import { CutstreamError } from "../../errors.ts";
import type { CadenceRow, Catalog } from "../../seams/catalog.ts";
import { checkCadence, checkCadenceId } from "./check-cadence.ts";

const PAGE = 50;

/** Opens the cadences that a catalog keeps. */
export function createCadences(catalog: Catalog, now: () => number): CadenceService {
  return {
    async put(id, cadence) {
      checkCadence(cadence);
      return view(
        await catalog.putCadence({ id: checkCadenceId(id), cadence, createdAt: now(), updatedAt: now() }),
      );
    },

    async get(id) {
      return view((await catalog.cadence(id)) ?? missing(id));
    },

    async list({ limit = PAGE, ...query }) {
      const { items, next } = await catalog.cadences({ ...query, limit });
      return { items: items.map(view), next };
    },

    async delete(id) {
      if (!(await catalog.deleteCadence(id))) missing(id);
    },
  };
}

/** What was stored was checked then. */
export const cadenceOf = ({ cadence }: CadenceRow): Cadence => cadence as Cadence;

/** @throws CutstreamError `cadence_not_found`, always. */
export function missing(id: string): never {
  throw new CutstreamError("cadence_not_found", `There is no cadence ${id}.`, { path: "cadence" });
}

function view(row: CadenceRow): CadenceView {
  return {
    id: row.id,
    revision: row.revision,
    cadence: cadenceOf(row),
    createdAt: new Date(row.createdAt).toISOString(),
    updatedAt: new Date(row.updatedAt).toISOString(),
  };
}
