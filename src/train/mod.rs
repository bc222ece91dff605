//! Tools of the developer: what trains the models in `dictionaries/built`.

pub mod channel;
pub mod lm;
