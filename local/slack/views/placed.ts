import { randomBytes } from 'node:crypto';
import { elementsOf } from '../../../src/blocks/validate/blocks.ts';
import { isRecord } from '../../../src/blocks/validate/rule.ts';
import type { Json } from '../state/world.ts';
import type { PlacedElement } from './element-state.ts';

/** Slack gives an id to each block and element that has none. */
export function withIds(blocks: unknown): readonly Json[] {
  return Array.isArray(blocks) ? blocks.filter(isRecord).map(withBlockId) : [];
}

function withBlockId(block: Json): Json {
  const named: Json = { ...block, block_id: block['block_id'] ?? shortId() };
  const { element, accessory, elements, type } = named;
  return {
    ...named,
    ...(isRecord(element) ? { element: withActionId(element) } : {}),
    ...(isRecord(accessory) ? { accessory: withActionId(accessory) } : {}),
    ...(type === 'actions' && Array.isArray(elements)
      ? { elements: elements.filter(isRecord).map(withActionId) }
      : {}),
  };
}

function withActionId(element: Json): Json {
  return element['type'] === 'image' ? element : { ...element, action_id: element['action_id'] ?? shortId() };
}

/** Every interactive element of blocks that have been through {@link withIds}. */
export function placedElements(blocks: readonly Json[]): readonly PlacedElement[] {
  return blocks.flatMap((block) =>
    elementsOf(block).flatMap(({ element }) =>
      typeof element['action_id'] === 'string' && typeof element['type'] === 'string'
        ? [
            {
              block,
              blockId: String(block['block_id']),
              actionId: element['action_id'],
              type: element['type'],
              element,
            },
          ]
        : [],
    ),
  );
}

function shortId(): string {
  return randomBytes(4).toString('base64url').slice(0, 5);
}
