import * as z from 'zod/mini';
import { TABLE_PERMISSIONS } from '../../mesh/permissions.ts';
import { SlackGroup, SlackUser, TeamKey } from '../slack-ids.ts';
import { Duration } from './duration.ts';

function isZone(zone: string): boolean {
  try {
    return Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

const Name = z.string().check(z.minLength(1), z.maxLength(255));
const Sentence = z.string().check(z.minLength(1), z.maxLength(500));
const Slug = z
  .string()
  .check(z.regex(/^[a-z0-9][a-z0-9-]{0,39}$/, 'not lower-case letters, digits and dashes, at most 40'));
/** Values by the key of an LF-tag or the name of a table parameter; compared without regard to case. */
const Tags = z.record(Name, z.array(Name).check(z.minLength(1)));

/** People who decide. Nothing named: the approvers of the team that owns the data. */
const Deciders = {
  /** The approvers of this team. */
  team: z.optional(TeamKey),
  users: z.optional(z.array(SlackUser).check(z.minLength(1))),
  groups: z.optional(z.array(SlackGroup).check(z.minLength(1))),
};

/** One step of a decision: so many different people of those named say yes. */
const Stage = z.strictObject({
  name: z.string().check(z.minLength(1), z.maxLength(40)),
  ...Deciders,
  count: z._default(z.number().check(z.int(), z.minimum(1), z.maximum(10)), 1),
});

export const Field = z.strictObject({
  name: Slug,
  label: z.string().check(z.minLength(1), z.maxLength(60)),
  hint: z.optional(z.string().check(z.minLength(1), z.maxLength(150))),
  /** RE2; the whole value has to fit. */
  pattern: z.optional(z.string().check(z.minLength(1), z.maxLength(500))),
  /** What the person reads where the value does not fit. */
  message: z.optional(z.string().check(z.minLength(1), z.maxLength(150))),
  optional: z.optional(z.boolean()),
});

/** What a request has to keep to, and what happens while it waits. Given for the whole policy, and by a rule for what it decides. */
const settings = {
  longest: z.optional(Duration),
  usual: z.optional(Duration),
  /** Whether access without an end may be given; absent: only where there is no longest. */
  endless: z.optional(z.boolean()),
  /** Whether tables that a product gets later may be asked for with it; absent: only the tables as they are. */
  live: z.optional(z.boolean()),
  fields: z.optional(z.array(Field).check(z.maxLength(5))),
  /** What the requester has to confirm. */
  conditions: z.optional(z.string().check(z.minLength(1), z.maxLength(1000))),
  extension: z.optional(
    z.strictObject({
      /** Times that an access is extended without anybody deciding. */
      automatically: z._default(z.number().check(z.int(), z.minimum(0), z.maximum(100)), 0),
      /** Share of the access that has to be over before more can be asked for, 0 to 1. */
      notBefore: z._default(z.number().check(z.minimum(0), z.maximum(1)), 0.5),
      /** Where more time is asked for so late that the owner could hardly answer, the end moves once to so long after the asking. */
      grace: z.optional(Duration),
    }),
  ),
  reminders: z.optional(
    z.strictObject({
      first: Duration,
      every: Duration,
      /** Each pause is twice the one before. */
      backOff: z.optional(z.boolean()),
      most: z.optional(z.number().check(z.int(), z.minimum(1), z.maximum(50))),
      /** Only from Monday to Friday within these hours, in the zone given or the one that Slack knows of the first approver. */
      hours: z.optional(
        z.strictObject({
          from: z.number().check(z.int(), z.minimum(0), z.maximum(23)),
          to: z.number().check(z.int(), z.minimum(1), z.maximum(24)),
          zone: z.optional(z.string().check(z.refine(isZone, 'not a time zone such as Europe/Berlin'))),
        }),
      ),
    }),
  ),
  /** Who may decide too, and is told, once a request has waited this long. */
  escalation: z.optional(z.strictObject({ after: Duration, ...Deciders })),
  /** A request that nobody answered for so long is closed. */
  expires: z.optional(Duration),
  /** Nobody approves with one click: Review… has to be read, and the product's name typed. */
  reviewed: z.optional(z.boolean()),
  /** Approvers who may decide and are never pinged, besides the team's own. */
  silent: z.optional(z.array(SlackUser)),
};

/** All that is given has to fit. A denial and stages count where one of the tables fits, an automatic approval only where every table does. */
const Match = z.strictObject({
  /** Product names or mesh databases. */
  products: z.optional(z.array(Name).check(z.minLength(1))),
  domains: z.optional(z.array(Name).check(z.minLength(1))),
  tags: z.optional(Tags),
  /** Teams that ask. */
  teams: z.optional(z.array(TeamKey).check(z.minLength(1))),
  permissions: z.optional(z.array(z.enum(TABLE_PERMISSIONS)).check(z.minLength(1))),
  /** Asked for longer than this, or without an end. */
  longerThan: z.optional(Duration),
  /** Asked for no longer than this. */
  upTo: z.optional(Duration),
});

const Rule = z.strictObject({
  id: Slug,
  when: z.optional(Match),
  /** Refused, with this sentence. */
  deny: z.optional(Sentence),
  /** Approved without anybody deciding, at most so often for one team in one period (UTC). */
  auto: z.optional(
    z.strictObject({
      most: z.number().check(z.int(), z.minimum(1), z.maximum(1000)),
      per: z.enum(['day', 'week', 'month']),
    }),
  ),
  /** Absent: one approver of the owner. */
  stages: z.optional(z.array(Stage).check(z.minLength(1), z.maxLength(5))),
  /** `false`: one person may approve in several stages. */
  distinct: z.optional(z.boolean()),
  ...settings,
});

/** How a team gives its data away. Ordered: the first rule that fits decides, but a denial that fits anywhere comes first. */
export const Policy = z.strictObject({
  rules: z._default(z.array(Rule).check(z.maxLength(100)), []),
  ...settings,
  /** Tables with one of these values are never approved automatically, whatever the rules say. */
  sensitive: z.optional(Tags),
  /** Who may publish data products for the team. */
  publishers: z.optional(z.enum(['approvers', 'members'])),
  /** Whether missing grants that drift finds are granted again by themselves. */
  autoRepair: z.optional(z.boolean()),
});
export type Policy = z.infer<typeof Policy>;
export type Rule = z.infer<typeof Rule>;
export type Match = z.infer<typeof Match>;
export type Stage = z.infer<typeof Stage>;
export type Field = z.infer<typeof Field>;
export type Tags = z.infer<typeof Tags>;
