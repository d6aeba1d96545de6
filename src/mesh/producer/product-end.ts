import { InvalidRequestError, NotFoundError } from '../errors.ts';
import { foldName } from '../input/names-list.ts';
import type { MeshCatalog, MeshDatabase } from '../ports/mesh-catalog.ts';
import type { Clock } from '../ports.ts';
import type { MeshWriter } from './publish-ports.ts';

/**
 * Parameter of a mesh database that says when its product leaves the mesh: epoch seconds; `taken-back` until accesses have their old ends again,
 * then `never`.
 */
const END_PARAMETER = 'data_mesh_ends_at';
const TAKEN_BACK = 'taken-back';
const NEVER = 'never';
const LONGEST = 2 * 366 * 24 * 3600;

export interface ProductEnding {
  /** Producer account id, 12 digits. */
  readonly owner: string;
  /** Mesh database. */
  readonly database: string;
  /** Epoch seconds; absent: the product stays after all. */
  readonly endsAt?: number;
  /** Every access has its old end again, so that nothing of the announcement is left. */
  readonly isSettled?: boolean;
}

/** When a product leaves the mesh, as was announced; `undefined` where it stays. */
export function endOfProduct({ parameters }: Pick<MeshDatabase, 'parameters'>): number | undefined {
  const text = parameters[END_PARAMETER] ?? '';
  return /^\d{1,12}$/.test(text) ? Number(text) : undefined;
}

/** Whether an announced end was taken back, and accesses may still have the ends that were moved for it. */
export function isEndTakenBack({ parameters }: Pick<MeshDatabase, 'parameters'>): boolean {
  return parameters[END_PARAMETER] === TAKEN_BACK;
}

/**
 * Announces in the catalogue that a product leaves the mesh, or takes that back; nothing else is changed by it. Throws `NotFoundError`
 * (`NO_PRODUCT`), `InvalidRequestError` (`BAD_END`).
 */
export async function setProductEnd<D, P>(
  {
    mesh,
    published,
    clock,
  }: {
    readonly mesh: Pick<MeshWriter<D, P>, 'ensureDatabase'>;
    readonly published: MeshCatalog;
    readonly clock: Clock;
  },
  { owner, database: name, endsAt, isSettled = false }: ProductEnding,
): Promise<void> {
  const database = foldName(name, 'database');
  const now = clock.now().getTime() / 1000;
  if (endsAt !== undefined && !(endsAt > now && endsAt < now + LONGEST)) {
    throw new InvalidRequestError('BAD_END', `${database} would end at ${endsAt}`, {
      userMessage: 'Choose a day from tomorrow on, within two years. Nothing was changed.',
    });
  }
  const found = await published.database(database);
  if (found?.parameters['data_mesh_source_account'] !== owner) {
    throw new NotFoundError('NO_PRODUCT', `${owner} has no database ${database} in the mesh`, {
      userMessage: `You have no product ${database} in the mesh. See yours with \`/mesh products\` or \`data-mesh-cli list-products\`.`,
    });
  }
  const isLeft = endOfProduct(found) !== undefined || isEndTakenBack(found);
  if (endOfProduct(found) !== endsAt || (endsAt === undefined && isLeft)) {
    await mesh.ensureDatabase(database, owner, {
      description: found.description ?? '',
      parameters: {
        [END_PARAMETER]: endsAt === undefined ? (isSettled ? NEVER : TAKEN_BACK) : String(endsAt),
      },
    });
  }
}
