import type { RequestModalState } from '../blocks/request-modal.ts';
import type { Catalogue } from './ports.ts';
import { searchProducts } from './search-products.ts';

/** For those who could choose nothing that they could ask for. */
export const NO_TEAM =
  ':warning: You are not in a team that uses the mesh yet, so a request could not be sent. A mesh admin can add you to one if you are a full member of this workspace, not a guest; it shows here a few minutes later.';

/** How the request form opens: the person's teams, and the product that the words name if they name just one. */
export async function requestFormState(
  catalogue: Catalogue,
  { workspace, user }: { readonly workspace: string; readonly user: string },
  words: string,
): Promise<RequestModalState> {
  const [teams, products] = await Promise.all([
    catalogue.teamsOf(workspace, user),
    words ? catalogue.products() : [],
  ]);
  const found = words ? searchProducts(products, words) : [];
  // Who is in no team that could ask, a guest for example, gets to see nothing of what there is.
  const only = found.length === 1 && teams.length > 0 ? found[0] : undefined;
  return {
    teams,
    ...(teams.length === 0 ? { held: NO_TEAM } : {}),
    ...(only ? { product: only } : {}),
    ...(words && found.length === 0 && teams.length > 0 ? { words } : {}),
  };
}
