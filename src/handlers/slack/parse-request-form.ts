import type { ViewOutput } from '@slack/bolt';
import * as z from 'zod/mini';
import { durationSeconds } from '../../blocks/durations.ts';
import {
  CONDITIONS_ACTION,
  DURATION_ACTION,
  DURATION_BLOCK,
  FIELD_ACTION,
  FIELD_BLOCK,
  PERMISSIONS_ACTION,
  PERMISSIONS_BLOCK,
  PRODUCT_ACTION,
  PRODUCT_BLOCK,
  REASON_ACTION,
  REASON_BLOCK,
  TABLES_ACTION,
  TABLES_BLOCK,
  TEAM_ACTION,
  TEAM_BLOCK,
  UNTIL_ACTION,
  UNTIL_BLOCK,
} from '../../blocks/ids.ts';
import { endOfDay } from '../../blocks/until-input.ts';

export interface FilledRequestForm {
  readonly productKey: string | undefined;
  readonly teamKey: string | undefined;
  /** Option values; see `optionValue`. */
  readonly tableValues: readonly string[];
  readonly permissions: readonly string[];
  readonly reason: string;
  /** Absent: no end. */
  readonly durationSeconds: number | undefined;
  /** The day instead of a length, as its end in epoch seconds. */
  readonly expiresAt: number | undefined;
  /** That block's id in this view, for field errors. */
  readonly untilBlock: string;
  /** Whether the form asked for a length already. */
  readonly isLengthChosen: boolean;
  /** Id of the ended request that is asked again. */
  readonly again: string | undefined;
  /** Button value of the waiting request that is changed. */
  readonly editing: string | undefined;
  /** What was filled in besides, by the field's name. */
  readonly fields: Readonly<Record<string, string>>;
  readonly isConfirmed: boolean;
  /** The length's block id in this view, for field errors. */
  readonly durationBlock: string;
  /** The tables' block id in this view, for field errors. */
  readonly tablesBlock: string;
}

/** A field's block id: prefix, the product's key of 16 characters, the field's name. */
const FIELD_NAME = new RegExp(`^${FIELD_BLOCK}-[\\w-]{16}-(.+)$`);

const Metadata = z.lazy(() =>
  z.object({
    product: z.nullable(z.string()),
    team: z.nullable(z.string()),
    again: z.optional(z.string()),
    editing: z.optional(z.string()),
  }),
);

/** Reads the request form as far as it is filled. The state is Slack's; nothing in it is authority. */
export function parseRequestForm(
  view: Pick<ViewOutput, 'private_metadata' | 'state' | 'blocks'>,
): FilledRequestForm {
  const values = view.state.values;
  const metadata = readMetadata(view.private_metadata);
  const ids = [...Object.keys(values), ...view.blocks.map(({ block_id }) => block_id ?? '')];
  const tablesBlock = ids.find((id) => id.startsWith(`${TABLES_BLOCK}-`));
  const durationBlock = ids.find((id) => id.startsWith(`${DURATION_BLOCK}-`)) ?? PRODUCT_BLOCK;
  const untilBlock = ids.find((id) => id.startsWith(`${UNTIL_BLOCK}-`)) ?? durationBlock;
  const expiresAt = endOfDay(values[untilBlock]?.[UNTIL_ACTION]?.selected_date);
  return {
    productKey:
      values[PRODUCT_BLOCK]?.[PRODUCT_ACTION]?.selected_option?.value ?? metadata.product ?? undefined,
    teamKey: values[TEAM_BLOCK]?.[TEAM_ACTION]?.selected_option?.value ?? metadata.team ?? undefined,
    tableValues: chosen(tablesBlock ? values[tablesBlock]?.[TABLES_ACTION]?.selected_options : []),
    permissions: chosen(values[PERMISSIONS_BLOCK]?.[PERMISSIONS_ACTION]?.selected_options),
    reason: values[REASON_BLOCK]?.[REASON_ACTION]?.value ?? '',
    durationSeconds:
      expiresAt === undefined
        ? durationSeconds(values[durationBlock]?.[DURATION_ACTION]?.selected_option?.value)
        : undefined,
    expiresAt,
    untilBlock,
    isLengthChosen: values[durationBlock]?.[DURATION_ACTION] !== undefined,
    ...policyFields(values),
    again: metadata.again,
    editing: metadata.editing,
    durationBlock,
    tablesBlock: tablesBlock ?? PRODUCT_BLOCK,
  };
}

function policyFields(
  values: ViewOutput['state']['values'],
): Pick<FilledRequestForm, 'fields' | 'isConfirmed'> {
  const fields: Record<string, string> = {};
  let isConfirmed = false;
  for (const [block, actions] of Object.entries(values)) {
    const name = FIELD_NAME.exec(block)?.[1];
    const value = actions[FIELD_ACTION]?.value?.trim();
    if (name !== undefined && value) {
      fields[name] = value;
    }
    isConfirmed ||= (actions[CONDITIONS_ACTION]?.selected_options ?? []).length > 0;
  }
  return { fields, isConfirmed };
}

function chosen(options: readonly { readonly value?: string }[] | null | undefined): readonly string[] {
  return (options ?? []).flatMap(({ value }) => (value ? [value] : []));
}

function readMetadata(text: string): z.infer<typeof Metadata> {
  try {
    return Metadata.parse(JSON.parse(text));
  } catch {
    return { product: null, team: null }; // tampered or from an older version: the form's own fields still count
  }
}
