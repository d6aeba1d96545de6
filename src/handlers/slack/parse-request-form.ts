import type { ViewOutput } from '@slack/bolt';
import * as z from 'zod/mini';
import { durationSeconds } from '../../blocks/durations.ts';
import {
  DURATION_ACTION,
  DURATION_BLOCK,
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
} from '../../blocks/ids.ts';

export interface FilledRequestForm {
  readonly productKey: string | undefined;
  readonly teamKey: string | undefined;
  /** Option values; see `optionValue`. */
  readonly tableValues: readonly string[];
  readonly permissions: readonly string[];
  readonly reason: string;
  /** Absent: no end. */
  readonly durationSeconds: number | undefined;
  /** The length's block id in this view, for field errors. */
  readonly durationBlock: string;
  /** The tables' block id in this view, for field errors. */
  readonly tablesBlock: string;
}

const Metadata = z.object({ product: z.nullable(z.string()), team: z.nullable(z.string()) });

/** Reads the request form as far as it is filled. The state is Slack's; nothing in it is authority. */
export function parseRequestForm(
  view: Pick<ViewOutput, 'private_metadata' | 'state' | 'blocks'>,
): FilledRequestForm {
  const values = view.state.values;
  const metadata = readMetadata(view.private_metadata);
  const ids = [...Object.keys(values), ...view.blocks.map(({ block_id }) => block_id ?? '')];
  const tablesBlock = ids.find((id) => id.startsWith(`${TABLES_BLOCK}-`));
  const durationBlock = ids.find((id) => id.startsWith(`${DURATION_BLOCK}-`)) ?? PRODUCT_BLOCK;
  return {
    productKey:
      values[PRODUCT_BLOCK]?.[PRODUCT_ACTION]?.selected_option?.value ?? metadata.product ?? undefined,
    teamKey: values[TEAM_BLOCK]?.[TEAM_ACTION]?.selected_option?.value ?? metadata.team ?? undefined,
    tableValues: chosen(tablesBlock ? values[tablesBlock]?.[TABLES_ACTION]?.selected_options : []),
    permissions: chosen(values[PERMISSIONS_BLOCK]?.[PERMISSIONS_ACTION]?.selected_options),
    reason: values[REASON_BLOCK]?.[REASON_ACTION]?.value ?? '',
    durationSeconds: durationSeconds(values[durationBlock]?.[DURATION_ACTION]?.selected_option?.value),
    durationBlock,
    tablesBlock: tablesBlock ?? PRODUCT_BLOCK,
  };
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
