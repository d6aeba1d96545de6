import * as z from 'zod/mini';
import type { Question } from '../subscriptions/subscription.ts';

const StoredAnswer = z.object({ Id: z.string(), By: z.string(), At: z.number(), Text: z.string() });

export const StoredQuestion = z.object({
  Id: z.string(),
  By: z.string(),
  At: z.number(),
  Text: z.string(),
  Answer: z.optional(StoredAnswer),
});

export function questionFromItem({ Id, By, At, Text, Answer }: z.infer<typeof StoredQuestion>): Question {
  return {
    id: Id,
    by: By,
    at: At,
    text: Text,
    ...(Answer ? { answer: { id: Answer.Id, by: Answer.By, at: Answer.At, text: Answer.Text } } : {}),
  };
}

export function questionToItem({ id, by, at, text, answer }: Question): z.infer<typeof StoredQuestion> {
  return {
    Id: id,
    By: by,
    At: at,
    Text: text,
    ...(answer ? { Answer: { Id: answer.id, By: answer.by, At: answer.at, Text: answer.text } } : {}),
  };
}
