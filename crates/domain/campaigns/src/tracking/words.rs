//! What is said to recipients, in their languages.

use growffinity_kernel::named_enum;

named_enum!(
    /// A language that recipients are spoken to in.
    Language {
        /// English.
        English = "en",
        /// German.
        German = "de",
        /// French.
        French = "fr",
        /// Spanish.
        Spanish = "es",
    }
);

impl Language {
    /// The language of a tag such as `de-AT` or `pt_BR`, when it is one of ours.
    pub fn of_tag(tag: &str) -> Option<Self> {
        let primary = tag.trim().split(['-', '_', ';']).next().unwrap_or_default().to_ascii_lowercase();
        Self::from_name(&primary)
    }

    /// The first of ours that `accepted`, a header `Accept-Language`, names. Its weights are taken to descend, as browsers
    /// write them.
    pub fn accepted(accepted: &str) -> Option<Self> {
        accepted.split(',').find_map(Self::of_tag)
    }

    /// The words of this language.
    pub const fn words(self) -> &'static Words {
        match self {
            Self::English => &ENGLISH,
            Self::German => &GERMAN,
            Self::French => &FRENCH,
            Self::Spanish => &SPANISH,
        }
    }
}

/// All that recipients are told. `{address}` is where their address goes.
#[derive(Debug, Clone, Copy)]
#[expect(missing_docs, reason = "each is named as what it says")]
pub struct Words {
    pub unsubscribe: &'static str,
    pub preferences: &'static str,
    pub unsubscribe_question: &'static str,
    pub unsubscribe_button: &'static str,
    pub unsubscribed_title: &'static str,
    pub unsubscribed: &'static str,
    pub preferences_question: &'static str,
    pub wanted: &'static str,
    pub unwanted: &'static str,
    pub save: &'static str,
    pub saved_title: &'static str,
    pub saved: &'static str,
    pub not_found_title: &'static str,
    pub not_found: &'static str,
}

const ENGLISH: Words = Words {
    unsubscribe: "Unsubscribe",
    preferences: "Preferences",
    unsubscribe_question: "Do you want no more e-mail from us at {address}?",
    unsubscribe_button: "Yes, unsubscribe me",
    unsubscribed_title: "You are unsubscribed",
    unsubscribed: "We will send you no more newsletters.",
    preferences_question: "What may we send to {address}?",
    wanted: "Newsletters and offers",
    unwanted: "Nothing",
    save: "Save",
    saved_title: "Saved",
    saved: "Thank you. Your choice holds from now on.",
    not_found_title: "This link is not good",
    not_found: "It is damaged, or the address it was sent to is no longer with us.",
};

const GERMAN: Words = Words {
    unsubscribe: "Abmelden",
    preferences: "Einstellungen",
    unsubscribe_question: "Möchten Sie keine E-Mails mehr von uns an {address} bekommen?",
    unsubscribe_button: "Ja, abmelden",
    unsubscribed_title: "Sie sind abgemeldet",
    unsubscribed: "Wir schicken Ihnen keine Newsletter mehr.",
    preferences_question: "Was dürfen wir an {address} schicken?",
    wanted: "Newsletter und Angebote",
    unwanted: "Nichts",
    save: "Speichern",
    saved_title: "Gespeichert",
    saved: "Danke. Ihre Wahl gilt ab jetzt.",
    not_found_title: "Dieser Link taugt nicht",
    not_found: "Er ist beschädigt, oder die Adresse, an die er ging, ist nicht mehr bei uns.",
};

const FRENCH: Words = Words {
    unsubscribe: "Se désabonner",
    preferences: "Préférences",
    unsubscribe_question: "Ne souhaitez-vous plus recevoir nos e-mails à {address} ?",
    unsubscribe_button: "Oui, me désabonner",
    unsubscribed_title: "Vous êtes désabonné(e)",
    unsubscribed: "Nous ne vous enverrons plus de lettres d’information.",
    preferences_question: "Que pouvons-nous envoyer à {address} ?",
    wanted: "Lettres d’information et offres",
    unwanted: "Rien",
    save: "Enregistrer",
    saved_title: "Enregistré",
    saved: "Merci. Votre choix est pris en compte dès maintenant.",
    not_found_title: "Ce lien n’est pas valable",
    not_found: "Il est abîmé, ou l’adresse à laquelle il a été envoyé n’est plus chez nous.",
};

const SPANISH: Words = Words {
    unsubscribe: "Darse de baja",
    preferences: "Preferencias",
    unsubscribe_question: "¿No quiere recibir más correos nuestros en {address}?",
    unsubscribe_button: "Sí, darme de baja",
    unsubscribed_title: "Se ha dado de baja",
    unsubscribed: "No le enviaremos más boletines.",
    preferences_question: "¿Qué podemos enviar a {address}?",
    wanted: "Boletines y ofertas",
    unwanted: "Nada",
    save: "Guardar",
    saved_title: "Guardado",
    saved: "Gracias. Su elección vale desde ahora.",
    not_found_title: "Este enlace no sirve",
    not_found: "Está dañado, o la dirección a la que se envió ya no está con nosotros.",
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn languages_are_found_in_tags_and_headers() {
        assert_eq!(Language::of_tag("de_AT"), Some(Language::German));
        assert_eq!(Language::of_tag("DE"), Some(Language::German));
        assert_eq!(Language::of_tag("deu"), None);
        assert_eq!(Language::accepted("pt-BR,pt;q=0.9,es;q=0.8,en;q=0.7"), Some(Language::Spanish));
        assert_eq!(Language::accepted(""), None);
    }

    #[test]
    fn every_question_says_the_address() {
        for language in Language::ALL {
            let words = language.words();
            assert!(words.unsubscribe_question.contains("{address}"), "{language:?}");
            assert!(words.preferences_question.contains("{address}"), "{language:?}");
        }
    }
}
