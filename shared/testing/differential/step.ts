import type fc from 'fast-check';
import type { Side } from './side.ts';
import type { World } from './world.ts';

/** Both stores. */
export interface Pair {
  readonly memory: Side;
  readonly postgres: Side;
}

/** One kind of thing that can be done to a store. */
export interface Step<P, R> {
  readonly name: string;
  readonly parameters: fc.Arbitrary<P>;
  /** Whether there is anything it could be done to. */
  readonly isPossible?: (world: World, parameters: P) => boolean;
  readonly act: (side: Side, world: World, parameters: P) => Promise<R>;
  /** Gives names to the ids in an answer. */
  readonly names?: (side: Side, answer: R, world: World, parameters: P) => void;
  /** What is to be compared of an answer, by names; all of it where this is left out. */
  readonly compared?: (side: Side, answer: R) => unknown;
  /** What later steps may refer to. */
  readonly learn?: (world: World, answer: R, parameters: P) => void;
}

/** A step with its parameters, as fast-check runs and shrinks it. */
export type StepCommand = fc.AsyncCommand<World, Pair>;

const settled = async <R>(work: Promise<R>): Promise<{ value: R } | { threw: string }> => {
  try {
    return { value: await work };
  } catch (error) {
    return { threw: error instanceof Error ? error.name : String(error) };
  }
};

/** Commands that take a step in both stores, and fail where their answers differ. */
export const commandsOf = <P, R>(step: Step<P, R>): fc.Arbitrary<StepCommand> =>
  step.parameters.map((parameters) => ({
    check: (world: Readonly<World>) => step.isPossible?.(world, parameters) ?? true,
    run: async (world: World, { memory, postgres }: Pair) => {
      world.steps += 1;
      const [inMemory, inPostgres] = await Promise.all(
        [memory, postgres].map(async (side) => {
          const answer = await settled(step.act(side, world, parameters));
          if ('threw' in answer) return { side, answer, read: answer };
          step.names?.(side, answer.value, world, parameters);
          const read = step.compared ? step.compared(side, answer.value) : side.read(answer.value);
          return { side, answer, read };
        }),
      );
      expect({ memory: inMemory?.read }).toEqual({ memory: inPostgres?.read });
      if (inPostgres && 'value' in inPostgres.answer)
        step.learn?.(world, inPostgres.answer.value, parameters);
    },
    toString: () => `${step.name} ${JSON.stringify(parameters)}`,
  }));
