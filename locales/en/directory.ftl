# Topic: cards of organisations, emergency numbers, places, and the labels of the directory.
# Read by a native speaker: no

## The card of one organisation; each text is a line of it.
## Names and sentences of the organisations come from directory.yaml.

# Variables: $name (String) the organisation
card-name = { $name }

# How far away it is; the nearest word first.
# Variables: $place (String) town or region
card-in = In: { $place }
# Variables: $place (String) town or region, $km (Number) kilometres
card-near = { $place }, about { $km } km away
# Variables: $place (String) town or region, $km (Number) kilometres
card-farther = Far away, in the same country: { $place }, about { $km } km
# Variables: $country (String)
card-national = For the whole country: { $country }
card-worldwide = For every country
# Variables: $country (String)
card-abroad = In another country: { $country }. By phone or in writing.

# Variables: $summary (String) what they do and for whom
card-summary = { $summary }
# Shown where the summary is not in the reader's language. Variables: $services (String) a list of labels
card-services = Helps with: { $services }
# Variables: $conditions (String) who is left out, who listens in, what it costs
card-conditions = Good to know: { $conditions }
card-doubtful = We aren't sure that this still works or is right.

card-day-and-night = Open day and night.
# Variables: $hours (String) days and times
card-open-now = Open now. Hours: { $hours }, local time there.
card-closed-now = Closed now. Hours: { $hours }, local time there.
# Variables: $note (String)
card-hours-note = { $note }

# A number stands alone on its line.
# Variables: $number (String)
card-phone = { $number }
# Variables: $label (String) what kind of number, $country (String) the one country where it connects
card-phone-inside-free = { $label }. Free. Only from a phone in: { $country }.
card-phone-inside-costs = { $label }. You pay for the call. Only from a phone in: { $country }.
card-phone-inside-unknown = { $label }. Only from a phone in: { $country }. We don't know if it's free.
card-phone-anywhere-free = { $label }. Free. From any country.
card-phone-anywhere = { $label }. An ordinary paid call, from any country.
# Variables: $note (String)
card-phone-note = ({ $note })

# Variables: $address (String) a mail address
card-email = { $address }
# Variables: $url (String)
card-website = { $url }
card-ask-us = We have no number or address of theirs. Our consultant can ask there for you.

# How old this is. Variables: $years (String) one year, or from–to
card-age = From a source of { $years }. Nobody has checked it since.
card-age-about = From a source of about { $years }. Nobody has checked it since.
card-age-unknown = We don't know how old this is. Nobody has checked it.
# Variables: $date (String) a day
card-checked = Checked by us on { $date }.

## Kinds of phone numbers

phone-main = Main number
phone-hotline = Helpline
phone-office = Office
phone-emergency = Urgent line
phone-from_abroad = Line for calls from abroad
phone-text = By text message
phone-relay = For deaf people
phone-complaints = Complaints line

## Emergency numbers

# Variables: $country (String)
emergency-title = Emergency. { $country }:
emergency-general = Police, ambulance, fire:
emergency-police = Police:
emergency-ambulance = Ambulance:
emergency-fire = Fire:
# Variables: $country (String)
emergency-inside = From a phone in: { $country }.
emergency-each = Each of them only from a phone in that country.
emergency-free = It's free, even with no money on the phone.
emergency-no-sim = It can work without a SIM card too.
# Variables: $note (String)
emergency-note = { $note }
emergency-doubtful = We aren't sure of these numbers.
emergency-unknown = We don't know the emergency numbers of that country.

## Places, when we ask which one is meant

# Variables: $city (String), $country (String)
place = { $city }, { $country }
# Variables: $city (String), $country (String), $near (String) a large town
place-near = { $city }, { $country } (near { $near })

## Services: what an organisation does

service-hotline = someone to talk to
service-rescue = getting out
service-shelter = a place to stay
service-legal = a lawyer
service-psychological = a psychologist
service-medical = a doctor
service-humanitarian = food, clothes, money
service-documents = papers
service-voluntary_return = the way home
service-employment = work
service-missing_persons = looking for someone
service-referral = finding the right help
service-prevention = advice before a journey
service-training_research = courses and studies

## Audiences: whom it is for

audience-anyone = everybody
audience-women = women
audience-men = men
audience-children = children
audience-parents = parents
audience-orphans = orphans
audience-pregnant_women = pregnant women
audience-single_mothers = mothers on their own
audience-trafficking_victims = people who were sold, held or forced
audience-former_victims = people who got out
audience-forced_labour = people forced to work
audience-sexual_exploitation_survivors = people forced to sell sex
audience-sexual_violence_survivors = people who lived through sexual violence
audience-domestic_violence_survivors = people hurt at home
audience-vulnerable_groups = people in a hard situation
audience-key_populations = people who are treated worse than others
audience-lgbt = LGBT people
audience-migrants = people who moved
audience-labour_migrants = people who came to work
audience-central_asian_migrants = people from Central Asia
audience-foreign_nationals = people from other countries
audience-nationals_abroad = citizens who are abroad
audience-asylum_seekers = people who ask for protection
audience-refugees = refugees
audience-stateless_persons = people without a country
audience-displaced_persons = people who had to leave home
audience-relatives_of_victims = relatives
audience-relatives_of_missing = relatives of missing people
audience-professionals = people who help others
audience-citizens_cn = citizens of China
audience-citizens_kg = citizens of Kyrgyzstan
audience-citizens_kz = citizens of Kazakhstan
audience-citizens_ng = citizens of Nigeria
audience-citizens_ph = citizens of the Philippines
audience-citizens_tj = citizens of Tajikistan
audience-citizens_uz = citizens of Uzbekistan
audience-stateless_residents_uz = people without a country who live in Uzbekistan

## Countries

country-ad = Andorra
country-ae = United Arab Emirates
country-af = Afghanistan
country-ag = Antigua & Barbuda
country-ai = Anguilla
country-al = Albania
country-am = Armenia
country-ao = Angola
country-aq = Antarctica
country-ar = Argentina
country-as = American Samoa
country-at = Austria
country-au = Australia
country-aw = Aruba
country-ax = Åland Islands
country-az = Azerbaijan
country-ba = Bosnia & Herzegovina
country-bb = Barbados
country-bd = Bangladesh
country-be = Belgium
country-bf = Burkina Faso
country-bg = Bulgaria
country-bh = Bahrain
country-bi = Burundi
country-bj = Benin
country-bl = St. Barthélemy
country-bm = Bermuda
country-bn = Brunei
country-bo = Bolivia
country-bq = Caribbean Netherlands
country-br = Brazil
country-bs = Bahamas
country-bt = Bhutan
country-bv = Bouvet Island
country-bw = Botswana
country-by = Belarus
country-bz = Belize
country-ca = Canada
country-cc = Cocos (Keeling) Islands
country-cd = DR Congo
country-cf = Central African Republic
country-cg = Congo
country-ch = Switzerland
country-ci = Ivory Coast
country-ck = Cook Islands
country-cl = Chile
country-cm = Cameroon
country-cn = China
country-co = Colombia
country-cr = Costa Rica
country-cu = Cuba
country-cv = Cape Verde
country-cw = Curaçao
country-cx = Christmas Island
country-cy = Cyprus
country-cz = Czechia
country-de = Germany
country-dj = Djibouti
country-dk = Denmark
country-dm = Dominica
country-do = Dominican Republic
country-dz = Algeria
country-ec = Ecuador
country-ee = Estonia
country-eg = Egypt
country-eh = Western Sahara
country-er = Eritrea
country-es = Spain
country-et = Ethiopia
country-eu = European Union
country-fi = Finland
country-fj = Fiji
country-fk = Falkland Islands
country-fm = Micronesia
country-fo = Faroe Islands
country-fr = France
country-ga = Gabon
country-gb = United Kingdom
country-gd = Grenada
country-ge = Georgia
country-gf = French Guiana
country-gg = Guernsey
country-gh = Ghana
country-gi = Gibraltar
country-gl = Greenland
country-gm = Gambia
country-gn = Guinea
country-gp = Guadeloupe
country-gq = Equatorial Guinea
country-gr = Greece
country-gs = South Georgia & South Sandwich Islands
country-gt = Guatemala
country-gu = Guam
country-gw = Guinea-Bissau
country-gy = Guyana
country-hk = Hong Kong
country-hm = Heard & McDonald Islands
country-hn = Honduras
country-hr = Croatia
country-ht = Haiti
country-hu = Hungary
country-id = Indonesia
country-ie = Ireland
country-il = Israel
country-im = Isle of Man
country-in = India
country-io = British Indian Ocean Territory
country-iq = Iraq
country-ir = Iran
country-is = Iceland
country-it = Italy
country-je = Jersey
country-jm = Jamaica
country-jo = Jordan
country-jp = Japan
country-ke = Kenya
country-kg = Kyrgyzstan
country-kh = Cambodia
country-ki = Kiribati
country-km = Comoros
country-kn = St. Kitts & Nevis
country-kp = North Korea
country-kr = South Korea
country-kw = Kuwait
country-ky = Cayman Islands
country-kz = Kazakhstan
country-la = Laos
country-lb = Lebanon
country-lc = St. Lucia
country-li = Liechtenstein
country-lk = Sri Lanka
country-lr = Liberia
country-ls = Lesotho
country-lt = Lithuania
country-lu = Luxembourg
country-lv = Latvia
country-ly = Libya
country-ma = Morocco
country-mc = Monaco
country-md = Moldova
country-me = Montenegro
country-mf = St. Martin
country-mg = Madagascar
country-mh = Marshall Islands
country-mk = North Macedonia
country-ml = Mali
country-mm = Myanmar
country-mn = Mongolia
country-mo = Macao
country-mp = Northern Mariana Islands
country-mq = Martinique
country-mr = Mauritania
country-ms = Montserrat
country-mt = Malta
country-mu = Mauritius
country-mv = Maldives
country-mw = Malawi
country-mx = Mexico
country-my = Malaysia
country-mz = Mozambique
country-na = Namibia
country-nc = New Caledonia
country-ne = Niger
country-nf = Norfolk Island
country-ng = Nigeria
country-ni = Nicaragua
country-nl = Netherlands
country-no = Norway
country-np = Nepal
country-nr = Nauru
country-nu = Niue
country-nz = New Zealand
country-om = Oman
country-pa = Panama
country-pe = Peru
country-pf = French Polynesia
country-pg = Papua New Guinea
country-ph = Philippines
country-pk = Pakistan
country-pl = Poland
country-pm = St. Pierre & Miquelon
country-pn = Pitcairn Islands
country-pr = Puerto Rico
country-ps = Palestine
country-pt = Portugal
country-pw = Palau
country-py = Paraguay
country-qa = Qatar
country-re = Réunion
country-ro = Romania
country-rs = Serbia
country-ru = Russia
country-rw = Rwanda
country-sa = Saudi Arabia
country-sb = Solomon Islands
country-sc = Seychelles
country-sd = Sudan
country-se = Sweden
country-sg = Singapore
country-sh = St. Helena
country-si = Slovenia
country-sj = Svalbard & Jan Mayen
country-sk = Slovakia
country-sl = Sierra Leone
country-sm = San Marino
country-sn = Senegal
country-so = Somalia
country-sr = Suriname
country-ss = South Sudan
country-st = São Tomé & Príncipe
country-sv = El Salvador
country-sx = Sint Maarten
country-sy = Syria
country-sz = Eswatini
country-tc = Turks & Caicos Islands
country-td = Chad
country-tf = French Southern Territories
country-tg = Togo
country-th = Thailand
country-tj = Tajikistan
country-tk = Tokelau
country-tl = Timor-Leste
country-tm = Turkmenistan
country-tn = Tunisia
country-to = Tonga
country-tr = Türkiye
country-tt = Trinidad & Tobago
country-tv = Tuvalu
country-tw = Taiwan
country-tz = Tanzania
country-ua = Ukraine
country-ug = Uganda
country-um = U.S. Outlying Islands
country-us = United States
country-uy = Uruguay
country-uz = Uzbekistan
country-va = Vatican City
country-vc = St. Vincent & Grenadines
country-ve = Venezuela
country-vg = British Virgin Islands
country-vi = U.S. Virgin Islands
country-vn = Vietnam
country-vu = Vanuatu
country-wf = Wallis & Futuna
country-ws = Samoa
country-xk = Kosovo
country-ye = Yemen
country-yt = Mayotte
country-za = South Africa
country-zm = Zambia
country-zw = Zimbabwe
