import type { VirtualClock } from '../clock.ts';
import type { Deliver } from './deliver/deliver.ts';
import type { Ephemerals } from './ephemerals.ts';
import type { Faults } from './faults.ts';
import type { Files } from './files.ts';
import type { Inspector } from './inspector.ts';
import type { Manifest } from './manifest.ts';
import type { Codes } from './oauth/codes.ts';
import type { RateLimits } from './rate-limits.ts';
import type { Json, World } from './state/world.ts';
import type { Triggers } from './triggers.ts';
import type { Entered } from './views/element-state.ts';
import type { OpenViews } from './views/open-views.ts';

/** The parts of the stand-in that its methods and gestures work on. */
export interface Core {
  readonly clock: VirtualClock;
  readonly manifest: Manifest;
  readonly world: World;
  readonly views: OpenViews;
  readonly ephemerals: Ephemerals;
  readonly triggers: Triggers;
  readonly limits: RateLimits;
  readonly faults: Faults;
  readonly inspector: Inspector;
  readonly files: Files;
  readonly deliver: Deliver;
  /** Options that the app offered to a person while typing: `<view or message>/<action id>` → options. */
  readonly offered: Map<string, readonly Json[]>;
  /** What people entered in elements of messages: `<channel>/<ts>/<user>` → values. */
  readonly enteredInMessages: Map<string, Entered>;
  /** Blocks that a message had before it was changed: a client may still show them for a moment. `<channel>/<ts>` → blocks. */
  readonly earlierBlocks: Map<string, readonly (readonly Json[])[]>;
  /** Where this Slack is, for response URLs and links. */
  readonly baseUrl: () => string;
  /** Where the app is: what stands for `https://HOST` in the manifest. */
  readonly appUrl: () => string;
  readonly codes: Codes;
  /** Says aloud what would be missed otherwise: the app asked for something that is not here. */
  readonly warn: (sentence: string) => void;
  /** The app's credentials for `oauth.v2.access`. */
  readonly client: { readonly id: string; readonly secret: string };
}
