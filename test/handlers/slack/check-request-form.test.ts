import { describe, expect, it } from '@jest/globals';
import type { CachedProduct } from '../../../src/handlers/ports.ts';
import { checkRequestForm } from '../../../src/handlers/slack/check-request-form.ts';
import { parseRequestForm } from '../../../src/handlers/slack/parse-request-form.ts';

const KEY = 'abcdefghijklmnop';
/** 2027-01-15 08:00 UTC. */
const NOW = 1_800_000_000;
const product: CachedProduct = {
  database: 'sales-222222222222',
  key: KEY,
  title: 'retail orders',
  ownerTeam: 'sales',
  ownerTeamName: 'Sales',
  approvers: ['U0BO'],
  approverGroups: [],
  tables: ['orders', 'customers', 'refunds'].map((name) => ({ name, columns: 3 })),
};

const chosen = (values: readonly string[]) => ({
  selected_options: values.map((value) => ({ value, text: { type: 'plain_text' as const, text: value } })),
});

/** The state that Slack sends, as far as the form reads it. */
function filled(
  tables: readonly string[],
  more: Readonly<Record<string, object>> = {},
  reason = 'Weekly revenue by region',
) {
  return parseRequestForm({
    private_metadata: JSON.stringify({ product: KEY, team: 'analytics' }),
    blocks: [],
    state: {
      values: {
        [`tables-${KEY}`]: { 'mesh.request.tables': chosen(tables) },
        permissions: { 'mesh.request.permissions': chosen(['SELECT']) },
        reason: { 'mesh.request.reason': { type: 'plain_text_input', value: reason } },
        ...more,
      },
    },
  } as unknown as Parameters<typeof parseRequestForm>[0]);
}

describe('F4 the request form', () => {
  it('takes all tables of a product as they are now', () => {
    expect(checkRequestForm(filled(['*']), [product], NOW)).toMatchObject({
      ok: true,
      tables: ['orders', 'customers', 'refunds'],
    });
  });

  it('refuses, under its own fields and all at once, what the owner’s policy would miss', () => {
    const strict = {
      ...product,
      fields: [{ name: 'ticket', label: 'Ticket' }],
      conditions: 'No copies.',
      longestSeconds: 86_400,
    };

    expect(checkRequestForm(filled(['orders'], {}, '   short  '), [strict], NOW)).toEqual({
      ok: false,
      errors: {
        [`field-${KEY}-ticket`]: 'Ticket is missing.',
        [`conditions-${KEY}`]: 'Confirm the conditions, or do not ask for this.',
        product: 'Sales does not give access for that long. Choose from the list.',
        reason: 'Say why in at least 10 characters; the owner decides by it.',
      },
    });
  });

  it('takes the fields and the confirmation that the policy asks for', () => {
    const strict = { ...product, fields: [{ name: 'ticket', label: 'Ticket' }], conditions: 'No copies.' };
    const form = filled(['orders'], {
      [`field-${KEY}-ticket`]: { 'mesh.request.field': { type: 'plain_text_input', value: ' DATA-7 ' } },
      [`conditions-${KEY}`]: { 'mesh.request.conditions': chosen(['yes']) },
    });

    expect(form).toMatchObject({ fields: { ticket: 'DATA-7' }, isConfirmed: true });
    expect(checkRequestForm(form, [strict], NOW)).toMatchObject({ ok: true });
  });

  it('S-09 blocks a request that nobody could approve, under a field that the form has', () => {
    expect(checkRequestForm(filled(['orders']), [{ ...product, isUndecidable: true }], NOW)).toEqual({
      ok: false,
      errors: {
        product: 'Nobody of Sales could approve this. A mesh admin has to add an approver first.',
      },
    });
  });

  it.each([
    ['2027-01-14', 'This day is over. Choose a later one.'],
    ['2027-01-15', undefined],
    ['2027-02-14', undefined],
    ['2027-02-15', 'Sales gives access for at most 30 days: choose a day up to 2027-02-14.'],
  ])('takes %s as the last day, or says at its field why not: %s', (day, fault) => {
    const bounded = { ...product, longestSeconds: 30 * 86_400 };
    const form = filled(['orders'], {
      [`until-${KEY}`]: { 'mesh.request.until': { type: 'datepicker', selected_date: day } },
    });

    const checked = checkRequestForm(form, [bounded], NOW);

    expect(checked.ok ? undefined : checked.errors).toEqual(
      fault === undefined ? undefined : { [`until-${KEY}`]: fault },
    );
  });

  it('takes no year that nobody means, where the owner sets no longest', () => {
    const form = filled(['orders'], {
      [`until-${KEY}`]: { 'mesh.request.until': { type: 'datepicker', selected_date: '2999-12-31' } },
    });

    expect(checkRequestForm(form, [product], NOW)).toMatchObject({ ok: false });
  });
});
