/** A result that is there, or comes later: states that need not wait run without a turn of the event loop. */
export type Maybe<T> = T | Promise<T>;

/** Whether the result comes later. */
export function isPromise<T>(value: Maybe<T>): value is Promise<T> {
  return value instanceof Promise;
}

/** Goes on with the result, now if it is there. Not called `then`: a module that exports that name is a promise to `import()`. */
export function chain<T, R>(value: Maybe<T>, next: (value: T) => Maybe<R>): Maybe<R> {
  return value instanceof Promise ? value.then(next) : next(value);
}
