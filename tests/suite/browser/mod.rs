//! The verification page and award pages in a real browser.

mod award;
mod driver;
mod pasted;
mod places;
mod server;
mod site;
mod table;
