// Making and using passkeys. Without a script, or where passkeys are not to be had, the form below does it all.
const part = document.getElementById("passkey");
const can = window.PublicKeyCredential?.parseCreationOptionsFromJSON && window.PublicKeyCredential.parseRequestOptionsFromJSON;

async function post(path, body) {
  return fetch(path, { method: "POST", body, headers: { "Content-Type": "application/json" } });
}

async function go() {
  const complaint = part.querySelector(".notice");
  complaint.hidden = true;
  try {
    const asked = await post(part.dataset.options, "");
    if (!asked.ok) throw new Error(String(asked.status));
    const options = await asked.json();
    const credential = options.user
      ? await navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) })
      : await navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options) });
    const answered = await post(part.dataset.answer, JSON.stringify(credential.toJSON()));
    if (!answered.ok) throw new Error(String(answered.status));
    location.assign(part.dataset.next);
  } catch {
    complaint.textContent = part.dataset.failed;
    complaint.hidden = false;
  }
}

if (part && can) {
  part.hidden = false;
  part.querySelector("button").addEventListener("click", go);
}
