//! A second, independent and looser reading. It never adds a fact; where it sees more than the first reading took up, or
//! something that does not fit it, the fact is doubtful.

mod boxes;
mod people;
mod sides;

pub(crate) use boxes::{UNREAL, box_of, check};
pub(crate) use people::{first_sign_on, tester};
pub(crate) use sides::{attribute, certificates, copies, modes, scenario, unknown_copy};
