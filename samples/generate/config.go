package main

// configuration is milepost.yaml of the made-up clinic.
const configuration = `# The made-up clinic of the samples. No one named here is real.
clinic:
  name: Riverbend Pediatric OT
  address:
    - 1180 Millrace Lane, Suite 4
    - Riverbend, IL 60999
  phone: 312-555-0140
  web: riverbend-ot.example
  interpreter: "A free interpreter is there for you: tell us your language. / Hay intérprete gratis: díganos su idioma."
  logo: logo.png
staff:
  - {id: T-1, name: Zoë Łukasz, credential: OTR/L, license: OT-00001, phone: 312-555-0142, role: therapist}
  - {id: T-2, name: Marisol Vega-Quintero, credential: OTR/L, license: OT-00002, phone: 312-555-0143, role: therapist}
  - {id: T-3, name: Hannah Okonkwo, credential: "OTD, OTR/L", license: OT-00003, phone: 312-555-0144, role: therapist}
  - {id: T-4, name: Siobhán Ní Bhriain, credential: OTR/L, license: OT-00004, phone: 312-555-0145, role: therapist}
  - {id: T-5, name: Kenji Watanabe, credential: "MOT, OTR/L", license: OT-00005, phone: 312-555-0146, role: therapist}
  - {id: T-6, name: Renée Thibodeaux, credential: OTR/L, license: OT-00006, phone: 312-555-0147, role: therapist}
  - {id: T-7, name: Caleb Stone, credential: "PT, DPT", license: PT-00007, phone: 312-555-0148, role: therapist}
  - {id: T-8, name: Imani Brooks, credential: "MS, CCC-SLP", license: SLP-00008, phone: 312-555-0149, role: therapist}
  - {id: L-1, name: Margaret O'Dowd, credential: "OTD, OTR/L", license: OT-00009, phone: 312-555-0141, role: lead}
  - {id: V-1, name: Lito Santos, phone: 312-555-0140, role: va}
caseloads:
  - {name: A, therapist: T-1}
  - {name: B, therapist: T-2}
  - {name: C, therapist: T-3}
  - {name: D, therapist: T-4}
  - {name: E, therapist: T-5}
  - {name: F, therapist: T-6}
cadence_days: 90
discipline: OT
time_zone: America/Chicago
language: en
client_word: child
paper: letter
`
