import type { App } from '@slack/bolt';
import type { Catalogue, Jobs } from '../ports.ts';
import { registerAdoption } from './adoption.ts';
import { registerAppHome } from './app-home.ts';
import { registerBrake } from './brake.ts';
import { registerChooseProduct } from './choose-product.ts';
import { registerDeleteProduct } from './delete-product.ts';
import { registerEditDraft } from './edit-draft.ts';
import { registerEmergency } from './emergency.ts';
import { registerMendDrift } from './mend-drift.ts';
import { registerMeshCommand } from './mesh-command.ts';
import { registerMoreHistory } from './more-history.ts';
import { registerOneClick } from './one-click.ts';
import { registerForms } from './open-form.ts';
import { registerOptions } from './options.ts';
import { registerPublish } from './publish.ts';
import { registerRequestShortcut } from './request-shortcut.ts';
import { registerRowFilter } from './row-filter.ts';
import { registerSubmitDecision } from './submit-decision.ts';
import { registerSubmitEdit } from './submit-edit.ts';
import { registerSubmitExtend } from './submit-extend.ts';
import { registerSubmitRequest } from './submit-request.ts';
import { registerSubmitWords } from './submit-words.ts';
import { registerUninstalled } from './uninstalled.ts';

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
  registerOneClick(app, dependencies); //        Approve, Import, Withdraw, Retry, Keep partial, Roll back
  registerForms(app, dependencies); //           Deny…, Review…, End access… open their forms
  registerSubmitDecision(app, dependencies); //  "Approve this", "Change", Plan
  registerSubmitExtend(app, dependencies); //    "Ask" for more time
  registerSubmitEdit(app, dependencies); //      "Save changes" of a waiting request
  registerSubmitWords(app, dependencies); //     the reason of a denial or an end, a question, an answer
  registerPublish(app, dependencies); //         the producer's form, its preview, Retry
  registerDeleteProduct(app, dependencies); //   Delete…, which product, its confirmation
  registerRowFilter(app, dependencies); //       New filter…, Change…, Delete of prepared rows
  registerMendDrift(app, dependencies); //       Repair, Revoke, End access on a difference
  registerBrake(app, dependencies); //           Go on, Hold, of a sweep that would end too much
  registerAdoption(app, dependencies); //        Confirm, of what was here before the app
  registerEmergency(app, dependencies); //       the typed confirmation of suspend, resume, offboard, revoke-all
  registerMoreHistory(app, dependencies); //    earlier events of a history
  registerAppHome(app, dependencies); //         the dashboard
  registerUninstalled(app, dependencies); //     the app was taken out of a workspace
}
