//! Tables of named sentences: an enum whose rows have an id for machines and a template for people.

/// Declares such an enum: `Variant "id" "words with {arguments}"`, one row each.
macro_rules! catalogue {
    ($(#[$meta:meta])* $name:ident; $($variant:ident $id:literal $template:literal)+) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name {
            $(#[doc = $template] $variant,)+
        }

        impl $name {
            /// Every row, in order.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// Its name in JSON.
            pub fn id(self) -> &'static str {
                match self { $(Self::$variant => $id),+ }
            }

            /// Its words, with `{name}` for each argument.
            pub fn template(self) -> &'static str {
                match self { $(Self::$variant => $template),+ }
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.id())
            }
        }
    };
}

pub(crate) use catalogue;
