//! The worker's half: a [`Desk`] that answers, the browser's store for drafts, and the one exported function.

mod desk;
mod receive;
mod rehearse;
pub(crate) mod store;

pub use receive::engine_receive;
pub use rehearse::engine_rehearse;
