import type { Accesses } from './verbs/accesses.ts';
import type { Custody } from './verbs/custody.ts';
import type { Decisions } from './verbs/decisions.ts';
import type { Ends } from './verbs/ends.ts';
import type { Products } from './verbs/products.ts';
import type { Records } from './verbs/records.ts';
import type { Requests } from './verbs/requests.ts';
import type { RowFilters } from './verbs/row-filters.ts';
import type { Truth } from './verbs/truth.ts';

/**
 * What the app's jobs may ask of the mesh, each verb under the roles of the account it acts for.
 * Every verb may be called again after a crash at any point and ends in the same state.
 */
export interface Mesh
  extends Requests,
    Decisions,
    Accesses,
    Ends,
    Records,
    Custody,
    Products,
    RowFilters,
    Truth {}
