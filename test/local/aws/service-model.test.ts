import { describe, expect, it } from '@jest/globals';
import { createServices } from '../../../local/aws/services.ts';
import { readServiceModel } from '../../../local/aws/wire/service-model.ts';
import { problemsOf } from '../../../local/aws/wire/validate.ts';
import { REGION } from './support.ts';

describe('the models read from the SDK', () => {
  const models = new Map(createServices(REGION).services.map(({ model }) => [model.name, model]));

  it('have the operations, protocols and targets that the pinned versions export', () => {
    const facts = [...models.values()].map(({ name, kind, target, operations }) => [
      name,
      kind,
      target,
      operations.size > 0,
    ]);

    expect(facts).toEqual([
      ['sts', 'query', 'AWSSecurityTokenServiceV20110615', true],
      ['iam', 'query', 'AWSIdentityManagementV20100508', true],
      ['lakeformation', 'restJson', 'AWSLakeFormation', true],
      ['glue', 'json', 'AWSGlue', true],
      ['ram', 'restJson', 'AmazonResourceSharing', true],
      ['s3', 'restXml', 'AmazonS3', true],
      ['secretsmanager', 'json', 'secretsmanager', true],
      ['sqs', 'json', 'AmazonSQS', true],
      ['dynamodb', 'json', 'DynamoDB_20120810', true],
      ['dynamodbstreams', 'json', 'DynamoDBStreams_20120810', true],
    ]);
    expect(models.get('lakeformation')?.operations.size).toBe(61);
    expect(models.get('lakeformation')?.errors.has('ConcurrentModificationException')).toBe(true);
  });

  it('have every operation that a handler is written for', () => {
    const strangers = createServices(REGION).services.flatMap(({ model, handlers }) =>
      Object.keys(handlers).filter((operation) => !model.operations.has(operation)),
    );

    expect(strangers).toEqual([]);
  });

  it('name what an answer has and the model has not, at any depth', () => {
    const output = models.get('glue')?.operations.get('GetTable')?.output;
    if (!output) {
      throw new Error('Glue has no GetTable');
    }

    expect(
      problemsOf(
        output,
        { Table: { Name: 't', Colour: 'red', StorageDescriptor: { Columns: [{ Name: 'c', Size: 1 }] } } },
        '',
        true,
      ),
    ).toEqual([
      'Table.StorageDescriptor.Columns.1.member.Size is not in the model',
      'Table.Colour is not in the model',
    ]);
    expect(problemsOf(output, { Table: {} }, '', true)).toEqual([
      "Value null at 'Table.Name' failed to satisfy constraint: Member must not be null",
    ]);
  });

  it('are refused where the package does not have the expected layout', () => {
    expect(() =>
      readServiceModel('none', { package: '@aws-sdk/client-sts', client: 'NoSuchClient' }),
    ).toThrow('has changed its layout');
  });
});
