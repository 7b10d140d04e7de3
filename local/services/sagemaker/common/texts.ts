/** FailureReason of what SageMaker itself got wrong. Callers may try again. */
export const INTERNAL_ERROR = 'InternalServerError: We encountered an internal error. Please try again.';
