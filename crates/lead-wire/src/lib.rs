//! One HTTP exchange with a provider: guarded address, time limit, whole answer or a named fault.
