import type { InstalledRole } from '../../admin/install-role.ts';
import { InvalidRequestError } from '../../errors.ts';
import { sidesOf } from '../../input/account-type.ts';
import type { Side } from '../../names.ts';
import { whoCalls } from '../caller.ts';
import { createClients } from '../clients.ts';
import { DataMeshAdmin, type EnableSetUp, type MemberSetUp } from './data-mesh-admin.ts';
import { asProvider, type Credentials, type LibraryOptions, libraryContext } from './library-options.ts';

export interface Bootstrap extends MemberSetUp, EnableSetUp {
  /** `producer`, `consumer` or `both`, in any case. */
  readonly accountType: string;
  /** Administrator of the mesh account. */
  readonly meshCredentials: Credentials;
  /** Administrator of the account to be set up. */
  readonly accountCredentials: Credentials;
}

/** Both halves of setting a member account up. */
export class DataMeshMacros {
  readonly #options: LibraryOptions;

  /** Throws `ConfigurationError` (`BAD_MESH_ACCOUNT`), `InvalidRequestError` (`UNKNOWN_REGION`). */
  constructor(options: LibraryOptions) {
    libraryContext(options);
    this.#options = options;
  }

  /**
   * The account's own role and its role in the mesh account, for each side. Returns the member roles by side.
   * Throws `InvalidRequestError` (`UNKNOWN_ACCOUNT_TYPE`) and as the methods of `DataMeshAdmin`.
   */
  async bootstrapAccount(bootstrap: Bootstrap): Promise<Readonly<Partial<Record<Side, InstalledRole>>>> {
    const sides = knownSides(bootstrap.accountType);
    const { meshCredentials, accountCredentials } = bootstrap;
    const mesh = new DataMeshAdmin({ ...this.#options, credentials: meshCredentials });
    const member = new DataMeshAdmin({ ...this.#options, credentials: accountCredentials });
    const account = await this.#accountOf(accountCredentials);
    const installed: Partial<Record<Side, InstalledRole>> = {};
    for (const side of sides) {
      if (side === 'producer') {
        installed.producer = await member.initializeProducerAccount(bootstrap);
        await mesh.enableAccountAsProducer(account, bootstrap);
      } else {
        installed.consumer = await member.initializeConsumerAccount(bootstrap);
        await mesh.enableAccountAsConsumer(account, bootstrap);
      }
    }
    return installed;
  }

  /** The account that the credentials really belong to, whatever a file says. */
  async #accountOf(credentials: Credentials): Promise<string> {
    const { place, aws, clock } = libraryContext(this.#options);
    return (await whoCalls(createClients(aws, asProvider(credentials)), place, clock)).account;
  }
}

/** Throws `InvalidRequestError` (`UNKNOWN_ACCOUNT_TYPE`). */
function knownSides(accountType: string): readonly Side[] {
  const sides = sidesOf(accountType);
  if (sides === undefined) {
    throw new InvalidRequestError('UNKNOWN_ACCOUNT_TYPE', `account type ${accountType}`, {
      userMessage: `"${accountType}" is not an account type. Choose producer, consumer or both.`,
    });
  }
  return sides;
}
