//! A real nginx on this machine, asked what the routers are asked.
//!
//! Nothing listens but on 127.0.0.1, nothing outlives its test, and where there is no nginx the caller is told.

mod client;
mod config;
mod controller;
mod generate;
mod ingress;
mod location;
mod nginx;
mod patterns;
mod random;

pub use client::{Answer, ask};
pub use config::{COPIES, NUMBER, PASSWORDS, Ports, Secure, render};
pub use controller::{Location, Plan, Server, controller};
pub use generate::{SERVICES, ingresses, request, settings};
pub use ingress::{Ingress, IngressPath, IngressRule, Settings, manifest};
pub use nginx::{Nginx, Refused, free_ports, make_certificate, modules};
pub use patterns::{expression, subject};
pub use random::Random;
