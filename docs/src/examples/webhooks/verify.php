<?php
$secret = getenv('WEBHOOK_SECRET'); // whsec_…, as it was shown once
$body = file_get_contents($argv[1]); // the very bytes that came; in a script of a site: php://input
$signed = getenv('WEBHOOK_ID') . '.' . getenv('WEBHOOK_TIMESTAMP') . '.' . $body;
$key = base64_decode(substr($secret, strlen('whsec_')));
$mine = 'v1,' . base64_encode(hash_hmac('sha256', $signed, $key, true));

$good = false;
foreach (explode(' ', getenv('WEBHOOK_SIGNATURE')) as $theirs) { // two of them while a secret is being replaced
    $good = hash_equals($mine, $theirs) || $good;
}
if (!$good || abs(time() - (int) getenv('WEBHOOK_TIMESTAMP')) > 300) {
    fwrite(STDERR, "not ours, or old\n");
    exit(1);
}
echo json_decode($body)->type, "\n";
