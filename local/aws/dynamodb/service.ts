import type { Call, Handler } from '../call.ts';
import type { Service } from '../service.ts';
import type { State } from '../state/state.ts';
import { readServiceModel, type ServiceModel } from '../wire/service-model.ts';
import { Desk } from './desk.ts';
import { itemOperations } from './items.ts';
import { fromWire, type JsonObject, toWire } from './json.ts';
import { dynamoNeeds, plainTableName, streamNeeds } from './needs.ts';
import { streamOperations } from './streams.ts';
import { tableSettingOperations } from './table-settings.ts';
import { tableOperations } from './tables.ts';
import { transactWrite } from './transactions.ts';
import { expireItems } from './ttl.ts';

type Operation = (desk: Desk, input: JsonObject, call: Call) => Promise<JsonObject>;

export interface DynamoServices {
  readonly services: readonly Service[];
  /** Fills the tables from a state that was read from disk. */
  load(state: State): Promise<void>;
}

export function createDynamo(region: string): DynamoServices {
  const desk = new Desk(region);
  const model = readServiceModel('dynamodb', {
    package: '@aws-sdk/client-dynamodb',
    client: 'DynamoDBClient',
  });
  const streamsModel = readServiceModel('dynamodbstreams', {
    package: '@aws-sdk/client-dynamodb-streams',
    client: 'DynamoDBStreamsClient',
  });
  const operations: Readonly<Record<string, Operation>> = {
    ...tableOperations,
    ...tableSettingOperations,
    ...itemOperations,
    TransactWriteItems: transactWrite,
  };
  return {
    services: [
      { model, handlers: handlersFor(desk, model, operations), needs: dynamoNeeds },
      {
        model: streamsModel,
        handlers: handlersFor(desk, streamsModel, streamOperations),
        needs: streamNeeds,
      },
    ],
    load: (state) => desk.load(state),
  };
}

/** Between the checked types of the wire layer and the plain JSON in which dynalite and the streams work. */
function handlersFor(
  desk: Desk,
  model: ServiceModel,
  operations: Readonly<Record<string, Operation>>,
): Readonly<Record<string, Handler>> {
  return Object.fromEntries(
    Object.entries(operations).map(([name, operation]) => [
      name,
      async (input: object, call: Call) => {
        await expireItems(desk, call);
        const wire = plainTableName(toWire(model, name, input));
        return fromWire(model, name, await operation(desk, wire, call));
      },
    ]),
  );
}
