//! Messages written to a folder.

use growffinity_campaigns::{mail::Delivery, ports::Mailer as _};
use growffinity_smtp::{FileMailer, MemoryMailer};

use crate::{clock, mail_to};

fn files(folder: &std::path::Path) -> Vec<String> {
    let mut names: Vec<_> =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[tokio::test]
async fn each_message_is_one_file_however_often_it_is_sent() {
    let parent = tempfile::tempdir().unwrap();
    let folder = parent.path().join("data").join("mail");
    let mailer = FileMailer::new(&folder, clock());
    for recipient in ["a@example.com", "b@example.com", "a@example.com"] {
        let outcome = mailer.deliver(&mail_to(recipient)).await;
        assert!(matches!(outcome, Delivery::Accepted { .. }), "{outcome:?}");
    }
    assert_eq!(files(&folder), ["c1.a@example.com.eml", "c1.b@example.com.eml"]);
    let written = std::fs::read_to_string(folder.join("c1.a@example.com.eml")).unwrap();
    assert!(written.contains("To: Ann <a@example.com>\r\n"), "{written}");
}

#[tokio::test]
async fn a_folder_that_cannot_be_made_defers() {
    let parent = tempfile::tempdir().unwrap();
    std::fs::write(parent.path().join("mail"), "a file").unwrap();
    let mailer = FileMailer::new(parent.path().join("mail"), clock());
    assert!(matches!(mailer.deliver(&mail_to("a@example.com")).await, Delivery::Deferred { .. }));
    assert_eq!(files(parent.path()), ["mail"], "nothing is left behind");
}

#[tokio::test]
async fn memory_answers_as_it_is_told() {
    let mailer = MemoryMailer::new();
    mailer.deliver(&mail_to("a@example.com")).await;
    mailer.always(Delivery::Uncertain { reason: "gone".to_owned() });
    let outcome = mailer.deliver(&mail_to("b@example.com")).await;
    assert!(matches!(outcome, Delivery::Uncertain { .. }));
    assert_eq!((mailer.attempts().len(), mailer.accepted().len()), (2, 1));
}
