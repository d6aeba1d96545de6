import { JsonShapeDeserializer, JsonShapeSerializer } from '@aws-sdk/core/protocols';
import type { ServiceModel } from '../wire/service-model.ts';

export type Json = string | number | boolean | null | Json[] | JsonObject;
export interface JsonObject {
  [member: string]: Json | undefined;
}

/** A checked request as it stood on the wire, which is what dynalite reads: blobs in base64, times in seconds. */
export function toWire(model: ServiceModel, operation: string, input: object): JsonObject {
  const schema = model.operations.get(operation)?.input;
  if (!schema || schema.isUnitSchema()) {
    return {};
  }
  const serializer = new JsonShapeSerializer(model.codec);
  serializer.write(schema, input);
  return JSON.parse(String(serializer.flush()));
}

/** dynalite's answer in the types of the model. */
export async function fromWire(model: ServiceModel, operation: string, output: JsonObject): Promise<object> {
  const schema = model.operations.get(operation)?.output;
  if (!schema || schema.isUnitSchema()) {
    return {};
  }
  const read: unknown = await new JsonShapeDeserializer(model.codec).read(schema, JSON.stringify(output));
  return typeof read === 'object' && read !== null ? read : {};
}

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function objectsOf(value: Json | undefined): JsonObject[] {
  return Array.isArray(value) ? value.filter((item) => isObject(item)) : [];
}

export function textOf(value: Json | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
