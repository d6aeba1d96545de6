import type { Message } from '../../blocks/message.ts';
import type { Actor } from '../../mesh/actor.ts';
import type { Mesh } from '../../mesh/mesh.ts';
import type { AdminDirectory } from '../admins.ts';
import type { AdoptionCopy } from '../adoption/adoption-copy.ts';
import type { Outbox } from '../changes/outbox.ts';
import type { SlackAppProbe } from '../doctor/doctor-ports.ts';
import type { SlackProbe } from '../doctor/slack-probe.ts';
import type { People } from '../person.ts';
import type { CachedProduct, CachedProducts, CachedTeam } from '../ports.ts';
import type { ProductTitles } from '../product-titles.ts';
import type { FailureQueues } from '../schedule/failure-queues.ts';
import type { Ticks } from '../schedule/ticks.ts';
import type { ShownPlans } from '../shown-plans.ts';
import type { Sightings } from '../sightings.ts';
import type { TeamDirectory } from '../team.ts';
import type { TeamCopies } from '../team-copies.ts';
import type { Installations, InstallOutcome } from './install.ts';
import type { Job } from './job.ts';
import type { PlannedCall } from './planned-call.ts';
import type { ProductSchemas } from './product-schema.ts';
import type { JobSender, Publications } from './publication.ts';

/** What a message showed when it was rendered, by the opaque id that its buttons carry. */
export interface ShownReference {
  readonly subscriptionId: string;
  readonly digest: string;
}

export interface References {
  find(reference: string): Promise<ShownReference | undefined>;
  /** Remembers what a button that is about to be shown stands for. */
  keep(reference: string, shown: ShownReference): Promise<void>;
  /** True once in so many seconds for the same thing, and again for the same job: its first try may have died. */
  onceIn(seconds: number, what: string, job: string): Promise<boolean>;
  /** Whether `onceIn` was true for this within its time. What this very job said does not count where one is named: delivered again, it says the same. */
  wasSaid(what: string, job?: string): Promise<boolean>;
  /** Keeps a refused form for a day, so that it can be opened again as it was filled. Returns its id. */
  keepDraft(id: string, form: unknown): Promise<string>;
}

/** Answers for one person only. A channel that cannot be reached never fails the job. */
export interface PrivateAnswers {
  /** Ephemeral where the person acted, in the open view, or by DM, whichever the job came from. */
  tell(job: Pick<Job, 'user' | 'workspace' | 'enterprise' | 'reply'>, message: Message): Promise<void>;
  /** Posts to a channel; Slack's refusal comes back as its code. */
  tryPost(
    job: Pick<Job, 'workspace' | 'enterprise'>,
    channel: string,
    message: Message,
  ): Promise<string | undefined>;
  /** Sends a file to the person's conversation with the app; Slack's refusal comes back as its code. */
  sendFile(
    job: Pick<Job, 'user' | 'workspace' | 'enterprise'>,
    file: { readonly name: string; readonly text: string; readonly comment: string },
  ): Promise<string | undefined>;
  /** Replaces a view that the slack function opened; a view that was closed meanwhile is no error. */
  showView(job: Pick<Job, 'workspace' | 'enterprise' | 'reply'>, view: unknown): Promise<void>;
}

export interface HomePublisher {
  /** Publishes the person's Home tab. */
  publishHome(job: Pick<Job, 'user' | 'workspace' | 'enterprise'>, view: unknown): Promise<void>;
}

export interface CatalogueWriter {
  /** Replaces the cached products and the people's team hints; what is gone from the mesh goes from the cache. */
  replace(
    products: readonly CachedProduct[],
    teamsByUser: ReadonlyMap<string, readonly CachedTeam[]>,
  ): Promise<void>;
}

export interface JobDependencies {
  /** The mesh as this actor: sessions carry the person's id. */
  readonly meshAs: (actor: Actor) => Mesh;
  /** The same with nothing sent that would change something; `calls` grows with what would have been. */
  readonly planAs: (actor: Actor) => {
    readonly mesh: Mesh;
    readonly calls: readonly PlannedCall[];
  };
  /** For deciding: read anew for each job, and once within it. */
  readonly teams: TeamDirectory;
  /** For showing: a team whose secret was broken is there as it was before. */
  readonly shownTeams: TeamDirectory;
  readonly teamCopies: TeamCopies;
  readonly admins: AdminDirectory;
  readonly adoptionCopy: AdoptionCopy;
  readonly installations: Installations;
  readonly outcomes: { keep(nonce: string, outcome: InstallOutcome): Promise<void> };
  readonly people: People;
  readonly slack: SlackProbe;
  readonly slackApp: SlackAppProbe;
  readonly ticks: Ticks;
  readonly sightings: Sightings;
  readonly failureQueues: FailureQueues;
  readonly references: References;
  readonly plans: ShownPlans;
  readonly answers: PrivateAnswers & HomePublisher;
  readonly catalogue: CatalogueWriter;
  readonly outbox: Outbox;
  readonly publications: Publications;
  readonly schemas: ProductSchemas;
  /** For work that goes on in another job. */
  readonly jobs: JobSender;
  readonly titles: ProductTitles;
  readonly products: CachedProducts;
  /** Where the admins are told what nobody else can mend; `undefined` where the app's secret names none. */
  readonly adminChannel: () => Promise<string | undefined>;
  /** One line for the log, from work that nobody waits for. */
  readonly report: (message: string, fields: Readonly<Record<string, unknown>>) => void;
  /** Epoch seconds. */
  readonly now: () => number;
}
