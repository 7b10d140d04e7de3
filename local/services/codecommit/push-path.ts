/** Where a repository's hook tells the world of a push; the repository's name follows. */
export const pushPath = '/_trainyard/codecommit/';
