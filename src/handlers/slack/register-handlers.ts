import type { App } from '@slack/bolt';
import type { Catalogue, Jobs } from '../ports.ts';
import { registerApprove } from './approve.ts';
import { registerChooseProduct } from './choose-product.ts';
import { registerDeny } from './deny.ts';
import { registerEditDraft } from './edit-draft.ts';
import { registerImport } from './import.ts';
import { registerMeshCommand } from './mesh-command.ts';
import { registerOptions } from './options.ts';
import { registerRequestShortcut } from './request-shortcut.ts';
import { registerSubmitRequest } from './submit-request.ts';

export interface SlackDependencies {
  readonly jobs: Jobs;
  readonly catalogue: Catalogue;
  /** Epoch seconds. */
  readonly now: () => number;
}

/** The table of contents of the public function: every gesture of a person, and its file. */
export function registerHandlers(app: App, dependencies: SlackDependencies): void {
  registerMeshCommand(app, dependencies); //     /mesh …
  registerRequestShortcut(app, dependencies); // "Request data access" from anywhere
  registerChooseProduct(app, dependencies); //   a product is picked in the form
  registerOptions(app, dependencies); //         type-ahead for products and tables
  registerSubmitRequest(app, dependencies); //   "Send request"
  registerEditDraft(app, dependencies); //       "Change it and send again"
  registerApprove(app, dependencies); //         Approve
  registerDeny(app, dependencies); //            Deny… and its reason
  registerImport(app, dependencies); //          Import now
}
