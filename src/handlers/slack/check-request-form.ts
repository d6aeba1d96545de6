import { durationText, isAllowedDuration } from '../../blocks/durations.ts';
import {
  CONDITIONS_BLOCK,
  FIELD_BLOCK,
  PERMISSIONS_BLOCK,
  PRODUCT_BLOCK,
  REASON_BLOCK,
} from '../../blocks/ids.ts';
import { optionValue } from '../../blocks/option-value.ts';
import { REASON_LIMIT } from '../../blocks/request-inputs.ts';
import { ALL_TABLES, LIVE_TABLES } from '../../blocks/table-choice.ts';
import { dayOf } from '../../blocks/until-input.ts';
import { offeredByKey } from '../offered-domains.ts';
import type { CachedProduct } from '../ports.ts';
import type { FilledRequestForm } from './parse-request-form.ts';

/** Characters that a reason needs to say anything. */
const REASON_MIN = 10;
const DAY = 86_400;
/** Seconds: whoever means longer means no end. */
const FURTHEST = 3650 * DAY;
const ASKABLE = ['SELECT', 'DESCRIBE'];

export type CheckedForm =
  | {
      readonly ok: true;
      readonly product: CachedProduct;
      readonly tables: readonly string[];
      /** Whether all of them are meant. */
      readonly isAll: boolean;
      /** Whether what is added later is asked for too. */
      readonly live: boolean;
    }
  | { readonly ok: false; readonly errors: Readonly<Record<string, string>> };

/** All that can be refused inside the form, each under its own field and all at once. */
export function checkRequestForm(
  form: FilledRequestForm,
  products: readonly CachedProduct[],
  now: number,
): CheckedForm {
  const product = offeredByKey(products, form.productKey);
  const byValue = new Map((product?.tables ?? []).map(({ name }) => [optionValue(name), name] as const));
  const live = form.tableValues.includes(LIVE_TABLES);
  const isAll = live || form.tableValues.includes(ALL_TABLES);
  const unknown = form.tableValues.filter(
    (value) => value !== ALL_TABLES && value !== LIVE_TABLES && !byValue.has(value),
  );
  const reason = form.reason.trim();
  const errors: Record<string, string> = {};

  if (!product) {
    errors[form.editing === undefined ? PRODUCT_BLOCK : REASON_BLOCK] =
      'This product is no longer offered. Type part of its name and pick it again.';
  } else if (product.isUndecidable) {
    errors[form.editing === undefined ? PRODUCT_BLOCK : REASON_BLOCK] =
      `Nobody of ${product.ownerTeamName} could approve this. A mesh admin has to add an approver first.`;
  } else if (product.endsAt !== undefined) {
    errors[form.editing === undefined ? PRODUCT_BLOCK : REASON_BLOCK] =
      `It leaves the mesh, so nobody can ask for it any more. Ask ${product.ownerTeamName} what takes its place.`;
  } else if (form.tableValues.length === 0) {
    errors[form.tablesBlock] = 'Tick at least one table.';
  } else if (unknown.length > 0) {
    errors[form.tablesBlock] =
      `Not in this product any more: ${unknown.join(', ').slice(0, 100)}. Choose from the list.`;
  }
  const late = product && form.expiresAt !== undefined ? untilFault(product, form.expiresAt, now) : undefined;
  if (late !== undefined) {
    errors[form.untilBlock] = late;
  } else if (product && form.expiresAt === undefined && !isAllowedDuration(product, form.durationSeconds)) {
    errors[form.durationBlock] =
      `${product.ownerTeamName} does not give access for that long. Choose from the list.`;
  }
  for (const { name, label, optional } of product?.fields ?? []) {
    if (!optional && !form.fields[name]) {
      errors[`${FIELD_BLOCK}-${product?.key}-${name}`] = `${label} is missing.`;
    }
  }
  if (product?.conditions && !form.isConfirmed) {
    errors[`${CONDITIONS_BLOCK}-${product.key}`] = 'Confirm the conditions, or do not ask for this.';
  }
  if (form.permissions.length === 0) {
    errors[PERMISSIONS_BLOCK] = 'Tick at least one permission.';
  } else if (form.permissions.some((permission) => !ASKABLE.includes(permission))) {
    errors[PERMISSIONS_BLOCK] = 'Only reading can be asked for here. Tick from the list.';
  }
  if ([...reason].length < REASON_MIN) {
    errors[REASON_BLOCK] = `Say why in at least ${REASON_MIN} characters; the owner decides by it.`;
  } else if ([...reason].length > REASON_LIMIT) {
    errors[REASON_BLOCK] = `Keep it under ${REASON_LIMIT} characters; this has ${[...reason].length}.`;
  }
  if (!product || Object.keys(errors).length > 0) {
    return { ok: false, errors };
  }
  const tables = isAll
    ? product.tables.map(({ name }) => name)
    : form.tableValues.flatMap((value) => byValue.get(value) ?? []);
  return { ok: true, product, tables, isAll, live };
}

/** What is wrong with an end, counted from now; an approval later leaves less. */
function untilFault(
  { longestSeconds, ownerTeamName }: CachedProduct,
  end: number,
  now: number,
): string | undefined {
  const most = longestSeconds ?? FURTHEST;
  if (end <= now) {
    return 'This day is over. Choose a later one.';
  }
  // The last day is counted whole, so that a length of 30 days reaches the thirtieth.
  return end - now > most + DAY
    ? `${longestSeconds === undefined ? 'Choose' : `${ownerTeamName} gives access for at most ${durationText(most)}: choose`} a day up to ${dayOf(now + most)}.`
    : undefined;
}
